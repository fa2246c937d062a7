"""Where the node's pages lie: none yet."""

urlpatterns: list[object] = []
