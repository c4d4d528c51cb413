
import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('budget', '0001_initial'),
        ('chantiers', '0004_libelles_en_francais'),
        ('documentation', '0002_point_de_controle_et_refonte'),
        ('fichiers', '0001_initial'),
        ('membres', '0005_libelles_en_francais'),
        ('pilotage', '0005_proposition_sur_un_exercice'),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name='rapport',
            name='rapport_chantier_selon_la_nature',
        ),
        migrations.AddField(
            model_name='rapport',
            name='decisions',
            field=models.JSONField(default=list, verbose_name='décisions imprimées'),
        ),
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
        migrations.AddConstraint(
            model_name='rapport',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('chantier', None), ('exercice', None), ('financement', None), ('nature', 'globale')), models.Q(('chantier__isnull', False), ('exercice', None), ('financement', None), ('nature', 'chantier')), models.Q(('chantier', None), ('exercice__isnull', False), ('financement', None), ('nature__in', ['budget', 'complet'])), models.Q(('chantier', None), ('exercice__isnull', False), ('financement__isnull', False), ('nature', 'financeur')), _connector='OR'), name='rapport_sur_ce_que_dit_sa_nature', violation_error_message='Choisissez le chantier, l’exercice ou le financement.'),
        ),
    ]
