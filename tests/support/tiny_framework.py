"""A tiny framework of 2 levels and 2 horizons as a folder of files: nothing is made for one framework only."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from toc.errors import Invalid

SETTINGS = {
    "code": "TINY",
    "name": "Two by two",
    "start_year": 2026,
    "baseline_date": "2026-01-01",
    "consortium_organisation": "Hub",
}
FILES = {
    "levels.csv": "code,name\npeople,People\ncity,City\n",
    "horizons.csv": "code,name,first_year,last_year\nnear,Near,1,2\nfar,Far,3,\n",
    "stakeholders.csv": "name\nTeachers and parents\n",
    "objectives.csv": "code,level,horizon,title,stakeholders\nA1,people,near,Skills,Teachers and parents\n"
    "B1,city,far,Places,\n",
    "links.csv": "source,target,assumption,lag_years\nA1,B1,Skills are used,2\n",
    "annotations.csv": "date,text,kind,indicator,country\n2027-05-01,A law was passed,,,\n"
    "2028-01-01,Short courses are counted too,break,A1.1,FR\n",
    "dimensions.csv": "code,name,kind\nsex,Sex,exclusive\ntopic,Topic,multiple\n",
    "categories.csv": "dimension,code,name\nsex,f,Female\nsex,m,Male\ntopic,green,Green\n",
    "indicators.csv": "code,objective,name,measure,unit,direction,over_time,combination,frequency,scope,weight,step\n"
    "A1.1,A1,Courses,count,courses,up,flow,sum,annual,country,2,1\n"
    "A1.2,A1,Standing,scale,level,up,point,median,annual,country,,1\n"
    "B1.1,B1,Licences,count,licences,up,point,none,annual,consortium,,\n",
    "scale_levels.csv": 'indicator,value,text\nA1.2,1,"Low, or none"\nA1.2,2,High\n',
    "breakdowns.csv": "indicator,dimension,categories\nA1.1,sex,\nA1.1,topic,green\n",
    "countries.csv": "code,name,organisation\nNA,Namibia,Hub\nFR,France,Ecole\n",
    "organisations.csv": "short_name,name,country,reports_for\nHub,The Hub,DE,NA;FR\nEcole,Ecole Ünie,FR,FR\n",
    "assignments.csv": "indicator,country,organisations\nA1.1,FR,Ecole;Hub\n",
    "not_applicable.csv": "indicator,country,reason\nA1.2,NA,No such office\n",
    "facts.csv": "indicator_code,country,kind,date,value,source,invented\n"
    "A1.1,FR,target,2027-12-31,40.50,plan,yes\nA1.1,FR,baseline,2026-01-01,3,NA,\nB1.1,ALL,baseline,2026-01-01,0,,\n",
}


def write_tiny(folder: Path) -> Path:
    """Write the tiny framework into a folder and return it."""
    (folder / "framework.json").write_text(json.dumps(SETTINGS), encoding="utf-8")
    for name, text in FILES.items():
        (folder / name).write_text(text, encoding="utf-8")
    return folder


def put(folder: Path, file: str, old: str, new: str) -> None:
    """Change a text of one file, which has to be there."""
    text = (folder / file).read_text(encoding="utf-8")
    assert old in text
    (folder / file).write_text(text.replace(old, new), encoding="utf-8")


def faults(action: Callable[[], object]) -> list[tuple[str, str]]:
    """Message and remedy of all that a refused framework is refused for."""
    with pytest.raises(Invalid) as caught:
        action()
    return [(fault.text(), fault.remedy_text() or "") for fault in caught.value.faults]
