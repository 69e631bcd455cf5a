"""The instance that an operator's command works on, opened when a command asks for it."""

from collections.abc import Callable
from dataclasses import dataclass

from scheduler.posting import Post
from scheduler.settings import Settings
from scheduler.store.unit_of_work import Store


@dataclass(frozen=True, kw_only=True, slots=True)
class Instance:
    """How to come by the instance's settings, store and poster; the command line hands it to every group.

    `look_at_settings` and `open_store` make nothing: no folder, no key, no database. Who asks in a shell without the
    instance's settings is to hear of it, not to be shown an empty one.
    """

    look_at_settings: Callable[[], Settings]
    open_store: Callable[[Settings], Store]
    make_store: Callable[[], Store]
    open_post: Callable[[Settings], Post]

    def store(self) -> Store:
        """Open the store; raise RefusedError if there is none, or it cannot be opened."""
        return self.open_store(self.look_at_settings())
