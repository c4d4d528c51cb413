"""How an action says no: one exception that carries a sentence for people."""


class ActionRefusee(Exception):
    """The action is refused; `str()` is the French sentence, `champ` the form field it is about, if one."""

    def __init__(self, phrase: str, champ: str | None = None) -> None:
        super().__init__(phrase)
        self.champ = champ


def exiger(refus: str | None) -> None:
    """Raise ActionRefusee with the reason given by a function of `permissions.py`, if there is one."""
    if refus is not None:
        raise ActionRefusee(refus)
