
import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('budget', '0001_initial'),
        ('membres', '0005_libelles_en_francais'),
        ('pilotage', '0004_libelles_en_francais'),
    ]

    operations = [
        migrations.AddField(
            model_name='historicalproposition',
            name='exercice',
            field=models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='budget.exercice'),
        ),
        migrations.AddField(
            model_name='proposition',
            name='exercice',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='propositions', to='budget.exercice'),
        ),
        migrations.AddConstraint(
            model_name='proposition',
            constraint=models.CheckConstraint(condition=models.Q(('exercice__isnull', True), ('nature', 'budget_global'), _connector='OR'), name='exercice_d_un_budget_global', violation_error_message='Seul un budget global porte sur un exercice.'),
        ),
    ]
