"""The journal starts with its head at zero."""

from django.db import migrations

from historique.saisie import journal_ouvert


def poser_la_tete(apps, schema_editor):
    with journal_ouvert():
        apps.get_model("historique", "Tete").objects.get_or_create(pk=1)


def oter_la_tete(apps, schema_editor):
    with journal_ouvert():
        apps.get_model("historique", "Tete").objects.all().delete()


class Migration(migrations.Migration):
    dependencies = [("historique", "0001_initial")]
    operations = [migrations.RunPython(poser_la_tete, oter_la_tete)]
