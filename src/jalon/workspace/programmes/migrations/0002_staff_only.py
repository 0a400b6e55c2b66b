"""The database itself refuses a candidate for a post as the holder of a grant."""

from django.db import migrations

from jalon.workspace.programmes.staff_only import protect, unprotect


class Migration(migrations.Migration):
    dependencies = [("programmes", "0001_initial"), ("accounts", "0001_initial")]

    operations = [
        migrations.RunPython(
            lambda apps, editor: protect(editor.connection),
            lambda apps, editor: unprotect(editor.connection),
        )
    ]
