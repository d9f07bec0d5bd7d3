"""Who may open a page: said beside each view, enforced by `PermissionMiddleware` for every one.

A view without a declaration is refused, so that forgetting one closes a page and never opens it.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.http import HttpResponseBase

from bailee.people.roles import OWNERS, STAFF, USERS, Role

type View = Callable[..., HttpResponseBase]
type Names = tuple[str, ...]

SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})
EVERYONE: Names = tuple(Role)
ALL_STAFF: Names = STAFF
ALL_USERS: Names = USERS
ALL_OWNERS: Names = OWNERS
_ATTRIBUTE = "bailee_permission"


@dataclass(frozen=True)
class Permission:
    """Which roles may read and which may write; `public` asks for no sign-in at all.

    `without_factor`: staff may come here before they have a second factor, because it is the way
    to get one. `without_consent`: a client's people may come here without agreeing to the policy.
    `by_token`: programs come here; the view itself asks for their token.
    """

    read: Names = ()
    write: Names = ()
    public: bool = False
    without_factor: bool = False
    without_consent: bool = False
    by_token: bool = False

    def allows(self, role: str, method: str) -> bool:
        return self.public or role in (self.read if method in SAFE_METHODS else self.write)


def public[V: View](view: V) -> V:
    """Anyone may open it, signed in or not."""
    return declare(view, Permission(public=True))


def roles[V: View](
    *names: str,
    read: Names | None = None,
    write: Names | None = None,
    without_factor: bool = False,
    without_consent: bool = False,
) -> Callable[[V], V]:
    """Only these roles. `roles("owner")` for all methods, or `roles(read=…, write=…)` apart.

    What is not named is refused. Raises `ValueError` for a role that does not exist.
    """
    permission = Permission(
        read=names if read is None else read,
        write=names if write is None else write,
        without_factor=without_factor,
        without_consent=without_consent,
    )
    unknown = set(permission.read) | set(permission.write)
    unknown -= set(Role.values)
    if unknown:
        raise ValueError(f"no such role: {', '.join(sorted(unknown))}")
    return lambda view: declare(view, permission)


def declare[V: View](view: V, permission: Permission) -> V:
    """Writes the permission on the view, for views that are not ours to decorate."""
    setattr(view, _ATTRIBUTE, permission)
    return view


def of(view: Any) -> Permission | None:
    """What a view declared, or nothing. Decorators that keep `__dict__` keep it too."""
    found = getattr(view, _ATTRIBUTE, None)
    return found if isinstance(found, Permission) else None
