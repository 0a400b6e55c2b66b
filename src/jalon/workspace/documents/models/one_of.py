"""A condition whose words stand in the SQL itself."""

from collections.abc import Sequence

from django.db import models


class OneOf(models.Func):
    """Tell whether a column holds one of a few words that the code itself names.

    SQLite proves that a partial index will do only where it sees the words, not parameters; they
    stand in the order in which the index names them.
    """

    output_field = models.BooleanField()

    def __init__(self, column: str, words: Sequence[str]) -> None:
        assert all(not word or word.isidentifier() for word in words), words
        listed = [f"'{word}'" for word in words]
        test = f"= {listed[0]}" if len(listed) == 1 else f"IN ({', '.join(listed)})"
        super().__init__(column, template=f"%(expressions)s {test}")
