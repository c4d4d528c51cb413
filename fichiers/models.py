"""Stored files, named by the SHA-256 of their bytes: the same bytes are kept once and never change."""

from django.db import models


class Fichier(models.Model):
    """A file of `settings.FICHIERS`; `type` was read from its bytes."""

    sha256 = models.CharField("empreinte", max_length=64, primary_key=True)
    taille = models.PositiveBigIntegerField("taille, en octets")
    type = models.CharField("type", max_length=80)
    cree_le = models.DateTimeField("rangé le", auto_now_add=True)

    class Meta:
        verbose_name = "fichier"

    def __str__(self) -> str:
        return self.sha256
