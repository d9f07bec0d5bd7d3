"""Which files and folders an act is about: those ticked, or all that a list holds."""

from dataclasses import dataclass
from uuid import UUID

from bailee.vault.files import folders, listing
from bailee.vault.files.models import File, Folder


@dataclass(frozen=True)
class Selection:
    """`everything`: the whole list of a query, beyond the page; then `files` says nothing."""

    files: tuple[UUID, ...] = ()
    folders: tuple[UUID, ...] = ()
    everything: listing.Query | None = None

    def file_ids(self) -> list[UUID]:
        """Those that are there, whole and not in the trash."""
        if self.everything is not None:
            return list(listing.files(self.everything).values_list("pk", flat=True))
        live = File.objects.filter(trashed_at=None, stored_at__isnull=False)
        return list(live.filter(pk__in=self.files).values_list("pk", flat=True))

    def folder_ids(self) -> list[UUID]:
        if self.everything is not None and not self.everything.searches:
            live = Folder.objects.filter(parent=self.everything.folder, trashed_at=None)
            return list(live.values_list("pk", flat=True))
        live = Folder.objects.filter(trashed_at=None, pk__in=self.folders)
        return list(live.values_list("pk", flat=True))

    def all_file_ids(self) -> list[UUID]:
        """With what lies in the folders: what a tag is given to."""
        inside = [one for key in self.folder_ids() for one in folders.below(Folder(pk=key))]
        live = File.objects.filter(trashed_at=None, stored_at__isnull=False, folder__in=inside)
        return [*dict.fromkeys([*self.file_ids(), *live.values_list("pk", flat=True)])]
