"""A node: an institution's folder, with its database, its log's private side and its stores, opened together.

::

    DIR/node.toml     what the institution is, and where its database lies: to be edited by its steward
    DIR/database      PostgreSQL's, where it is our own server
    DIR/log           0700: the log's private side: key, keyring, policy; never in a backup of the database
    DIR/recovery.key  the log's key for recovery: to be taken away

`settings` reads the first; `opening` makes a node and opens it.
"""

from autonome.adapters.node.opening import BegunNode, Node, NodeWorld, begin_node, open_node
from autonome.adapters.node.settings import NodeSettings, read_settings

__all__ = ["BegunNode", "Node", "NodeSettings", "NodeWorld", "begin_node", "open_node", "read_settings"]
