"""Who may ask what: one table for each app, asked by ``test_every_url.py``.

To add an app, write ``urls_of/<namespace>.py`` with two names::

    from integration.workspace.urls_of.kinds import Access, InProgramme, SignedIn, World

    TABLE: dict[str, Access] = {
        "matrix": InProgramme(Permission.RESULT_VIEW),
        "report-actual": InProgramme(Permission.ACTUAL_REPORT, method="post"),
    }

    def arguments(world: World) -> dict[str, list[Any]]:
        indicator = make_indicator(world.programme)
        return {"matrix": [world.programme.code], "report-actual": [indicator.pk]}

Every named URL of the namespace needs a line in `TABLE`; those that take arguments need one in
`arguments`, of objects of ``world.programme``. `world.by_role(Role.PARTNER)` is the partner, for
rows that a narrow role should see. The kinds are in ``kinds.py``.
"""
