"""Take the entries that were there before the chain into it, and say so by an entry of its own."""

from django.db import migrations

from historique.migration import enchainer_les_inscriptions


class Migration(migrations.Migration):
    dependencies = [("historique", "0004_chaine_et_retraits")]
    # Backwards, the columns go with the migration before this one: the journal itself is untouched.
    operations = [migrations.RunPython(enchainer_les_inscriptions, migrations.RunPython.noop)]
