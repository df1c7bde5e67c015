"""Which organisation a row means: found where it is unambiguous, planned anew where there is none."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from services.names import OrgLevel
from services.roster.codes import BadCell, Code
from services.roster.vocabulary import squeezed


@dataclass(frozen=True)
class StoredOrganisation:
    """An organisation as it stands."""

    id: int
    parent_id: int | None
    level: OrgLevel
    name: str
    path: str


@dataclass(eq=False)
class Node:
    """An organisation of the plan: one that stands (``id``) or one to be made.

    Attributes:
        id: None until it is made.
        path: Ids from the root; empty until it is made.
    """

    level: OrgLevel
    name: str
    parent: Node | None
    id: int | None = None
    path: str = ""
    children: list[Node] = field(default_factory=list)

    def ancestors(self) -> Iterator[Node]:
        """The organisation itself and all above it."""
        node: Node | None = self
        while node is not None:
            yield node
            node = node.parent

    @property
    def root(self) -> Node:
        """The topmost organisation above it."""
        return list(self.ancestors())[-1]

    def descendants(self) -> Iterator[Node]:
        """Everything below it."""
        for child in self.children:
            yield child
            yield from child.descendants()

    def sort_key(self) -> str:
        """Names from the root, for listing and for the fingerprint."""
        return "/".join(f"{node.level}:{node.name}" for node in reversed(list(self.ancestors())))


def _key(level: OrgLevel, name: str) -> tuple[OrgLevel, str]:
    return level, squeezed(name).casefold()


class Tree:
    """The organisations that may be meant, and those that are planned.

    Args:
        stored: Every live organisation.
        base: Id of the organisation under which the file's topmost ones stand, or None for none.
        scope: Paths the importing person reaches; ``/`` is everything. A new root needs everything.
    """

    def __init__(self, stored: Sequence[StoredOrganisation], base: int | None, scope: Sequence[str]) -> None:
        self._scope = tuple(scope)
        self._by_id: dict[int, Node] = {}
        self.roots: list[Node] = []
        self.made: list[Node] = []
        for one in sorted(stored, key=lambda org: org.path.count("/")):
            parent = self._by_id.get(one.parent_id) if one.parent_id is not None else None
            node = Node(one.level, one.name, parent, one.id, one.path)
            self._by_id[one.id] = node
            (parent.children if parent is not None else self.roots).append(node)
        self.base = self._by_id[base] if base is not None else None
        self._anywhere: dict[tuple[OrgLevel, str], list[Node]] = defaultdict(list)
        for node in self._by_id.values():
            self._anywhere[_key(node.level, node.name)].append(node)
        self._resolved: dict[tuple[tuple[OrgLevel, str], ...], tuple[Node, ...]] = {}

    def node(self, organisation_id: int) -> Node:
        """The node of an organisation that stands."""
        return self._by_id[organisation_id]

    def resolve(self, names: tuple[tuple[OrgLevel, str], ...]) -> tuple[Node, ...]:
        """The organisations a row names, from the top.

        Raises:
            BadCell: A name fits several, stands for another level, or is out of the person's reach.
        """
        if names not in self._resolved:
            nodes: list[Node] = []
            for level, name in names:
                nodes.append(self._step(nodes[-1], level, name) if nodes else self._topmost(level, name))
            self._resolved[names] = tuple(nodes)
        return self._resolved[names]

    def _topmost(self, level: OrgLevel, name: str) -> Node:
        """The topmost name: the base itself or one above it, or something under it."""
        if self.base is not None:
            for node in self.base.ancestors():
                if _key(node.level, node.name) == _key(level, name):
                    return node
        return self._step(self.base, level, name)

    def _step(self, above: Node | None, level: OrgLevel, name: str) -> Node:
        siblings = above.children if above is not None else self.roots
        key = _key(level, name)
        found = next((node for node in siblings if _key(node.level, node.name) == key), None)
        if found is None:
            found = self._deeper(above, level, key, name)
        if found is None:
            other = next((node for node in siblings if node.name == name), None)
            if other is not None:
                raise BadCell(Code.ORGANISATION_LEVEL, name=name)
            return self._make(above, level, name)
        if not self._in_reach(found):
            raise BadCell(Code.OUT_OF_REACH, name=name)
        return found

    def _deeper(self, above: Node | None, level: OrgLevel, key: tuple[OrgLevel, str], name: str) -> Node | None:
        """The one organisation of that name further below; every branch has a first group, so groups do not count."""
        if level is OrgLevel.PARTY_GROUP or (above is not None and above.id is None):
            return None
        found = [
            node
            for node in self._anywhere.get(key, [])
            if (above is None or above in node.ancestors()) and self._in_reach(node)
        ]
        if len(found) > 1:
            raise BadCell(Code.BRANCH_AMBIGUOUS, name=name, count=len(found))
        return found[0] if found else None

    def _in_reach(self, node: Node) -> bool:
        standing = next((one for one in node.ancestors() if one.id is not None), None)
        path = standing.path if standing is not None else "/"
        return any(path.startswith(scope) for scope in self._scope)

    def _make(self, above: Node | None, level: OrgLevel, name: str) -> Node:
        if (above is None and "/" not in self._scope) or (above is not None and not self._in_reach(above)):
            raise BadCell(Code.OUT_OF_REACH, name=name)
        node = Node(level, name, above)
        (above.children if above is not None else self.roots).append(node)
        self.made.append(node)
        return node
