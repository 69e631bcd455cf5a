from scheduler.outputs.drawing import bar, frame, picture, steps


def test_a_picture_says_what_it_shows_and_escapes_it() -> None:
    drawn = picture(
        width=10,
        height=1,
        title="<Ruth> & Olena",
        description="Two bars.",
        shapes=[bar(x=0, y=0, width=2.5, height=1, opacity=0.5)],
    )

    assert drawn == (
        '<svg viewBox="0 0 10 1" preserveAspectRatio="none" role="img">'
        "<title>&lt;Ruth&gt; &amp; Olena</title><desc>Two bars.</desc>"
        '<rect x="0" y="0" width="2.5" height="1" fill="currentColor" fill-opacity="0.5" /></svg>'
    )


def test_a_picture_needs_no_description() -> None:
    assert picture(width=1, height=1, title="Nothing", shapes=[]) == (
        '<svg viewBox="0 0 1 1" preserveAspectRatio="none" role="img"><title>Nothing</title></svg>'
    )


def test_a_frame_keeps_its_width_however_it_is_stretched() -> None:
    assert frame(x=1, y=0, width=4, height=1).attrib == {
        "x": "1",
        "y": "0",
        "width": "4",
        "height": "1",
        "fill": "none",
        "stroke": "CanvasText",
        "stroke-width": "1.5",
        "vector-effect": "non-scaling-stroke",
    }


def test_the_area_between_two_step_lines_is_one_shape() -> None:
    area = steps(lower=[5, 5], upper=[3, 4], opacity=1)

    assert area.attrib["d"] == "M0 3 V3 H1 V4 H2 V5 H1 V5 H0 Z"
