"""A process that changes a node's key, and kills itself at a call of the disk: ``python -m … NODE CALL``."""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Callable
from itertools import count
from pathlib import Path
from typing import Any

from autonome.adapters import keyring, keyring_file
from autonome.bootstrap.node_keys import rotate_node_key


def main(node: str, call: str) -> None:
    """Change the key, up to a call."""
    numbers, fatal = count(), int(call)

    def killing(method: Callable[..., Any]) -> Callable[..., Any]:
        def killed(*given: Any, **named: Any) -> Any:  # noqa: ANN401 - any method
            if next(numbers) == fatal:
                os.kill(os.getpid(), signal.SIGKILL)
            return method(*given, **named)

        return killed

    keyring.write_durably = killing(keyring.write_durably)  # type: ignore[attr-defined]  # to be killed there
    keyring_file.write_durably = killing(keyring_file.write_durably)  # type: ignore[attr-defined]  # likewise
    keyring_file.wipe = killing(keyring_file.wipe)  # type: ignore[attr-defined]  # likewise
    rotate_node_key(Path(node))


if __name__ == "__main__":
    main(*sys.argv[1:])
