"""Results frameworks as teams keep them: in four languages, of different shapes."""

from io import BytesIO
from typing import Any

import openpyxl

SPANISH: list[list[Any]] = [
    ["Marco de resultados del proyecto", *[None] * 10],
    [],
    [None, None, None, None, None, None, "2025", None, "2026", None, None],
    ["Resultado", "Producto", "Indicador", "Unidad de medida", "Línea de base", "Año base",
     "Meta", "Logro", "Meta", "Medios de verificación", "Responsable"],
    ["Resultado 1: Menos niñas y niños trabajan", "1.1 Inspectores formados",
     "Número de inspectores formados", "personas", 0, 2024, 100, "45", "1.200,5",
     "Listas de asistencia", "Bruno"],
    [None, None, "Porcentaje de inspecciones con enfoque de género", "%", 0.12, 2024, 0.4,
     None, 0.6, "Registro", None],
    [None, "1.2 Protocolo aprobado", "Protocolo aprobado", "sí o no", "No", None, "No", None, "Sí",
     "Diario Oficial", "Ministerio"],
    ["Resultado 2: Mejor información", "2.1 Encuesta", "2.1-A Encuesta publicada", "", "N/D", "s/d",
     "por definir", None, "Publicada con microdatos", "", ""],
]  # fmt: skip
FRENCH: list[list[Any]] = [
    ["Code", "Effet", "Indicateur", "Unité", "Valeur de référence", "Année de référence",
     "Cible S1 2025", "Cible S2 2025", "Femmes S1 2025", "Hommes S1 2025"],
    ["E1.1", "Effet 1 : Le recrutement est équitable", "Travailleurs recrutés équitablement",
     "personnes", "1 250", "2023", 1500, "1 800,5", 700, 800],
]  # fmt: skip
ARABIC: list[list[Any]] = [
    ["النتيجة", "المؤشر", "وحدة القياس", "خط الأساس",
     "القيمة المستهدفة 2025", "القيمة الفعلية 2025"],
    ["النتيجة 1: حماية العمال المهاجرين", "عدد العمال المستفيدين", "أشخاص",
     "١٬٢٠٠", "١٥٠٠", "١٣٥٠٫٥"],
]  # fmt: skip
ENGLISH: list[list[Any]] = [
    [
        "Outcome",
        "Indicator",
        "Baseline",
        "Q1 2025 target",
        "Q2 2025 target",
        "End of project target",
    ],
    ["Fair recruitment", "Agencies certified", 0, 5, "1,200", 2000],
]
LEVELED: list[list[Any]] = [
    ["Nivel", "Código", "Resultado", "Indicador", "Línea de base", "Meta 2025", "Meta 2026"],
    ["Efecto", "1", "Menos niñas y niños trabajan", "Porcentaje que trabaja", "12%", "10%", "8%"],
    ["Producto", "1.1", "Inspectores formados", "Inspectores formados", 0, 100, 200],
    [None, None, None, "Inspectoras formadas", 0, 50, 100],
    ["Efecto", "2", "Mejor información", "Encuestas publicadas", 0, 0, 1],
    ["Producto", "2.1", "Encuesta", "Hogares encuestados", 0, 1000, 5000],
]  # fmt: skip


def make_framework(rows: list[list[Any]], title: str = "Marco") -> bytes:
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = title
    for row in rows:
        sheet.append(row)
    file = BytesIO()
    book.save(file)
    return file.getvalue()
