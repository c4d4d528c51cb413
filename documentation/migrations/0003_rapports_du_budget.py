
import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('budget', '0001_initial'),
        ('documentation', '0002_point_de_controle_et_refonte'),
    ]

    operations = [
        migrations.AddField(
            model_name='rapport',
            name='exercice',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='rapports', to='budget.exercice'),
        ),
        migrations.AddField(
            model_name='rapport',
            name='financement',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='rapports', to='budget.financement'),
        ),
        migrations.AlterField(
            model_name='rapport',
            name='nature',
            field=models.CharField(choices=[('globale', 'Feuille de route globale'), ('chantier', 'Feuille de route d’un chantier'), ('budget', 'Budget global'), ('complet', 'Rapport complet'), ('financeur', 'Rapport à un financeur')], max_length=10, verbose_name='nature'),
        ),
    ]
