using System.Xml.Linq;
using Cohort.Protocol;
using Cohort.Simulation.Diagrams;
using Cohort.Simulation.Histories;
using Cohort.Simulation.Tests.Histories;

namespace Cohort.Simulation.Tests.Diagrams;

/// <summary>What a space–time diagram shows of a history.</summary>
public sealed class SpaceTimeDiagramTests
{
    private static readonly XNamespace _svg = "http://www.w3.org/2000/svg";

    /// <summary>Three processes; the oldest crashes, returns, and loads the state.</summary>
    private static Scenario Story =>
        new Scenario()
            .Form("a b c")
            .Send("a", "x")
            .Deliver("a b c", "x")
            .Send("b", "y", Order.Causal, Delivery.Received)
            .Deliver("b c", "y")
            .Crash("a")
            .Install("b c")
            .Restart("a")
            .Install("b c a*", by: "b c")
            .Load("a", from: "b")
            .InstallLate("a")
            .Install("b c a");

    [Fact]
    public void Each_process_has_a_line_with_its_name()
    {
        XElement diagram = Draw(Story);
        Has(["a", "b", "c", "a:1", "b:1", "c:1"], [.. Texts(diagram)]);
    }

    [Fact]
    public void A_message_is_a_dot_an_arrow_to_each_other_process_and_a_ring_for_its_own_delivery()
    {
        XElement diagram = Draw(new Scenario().Form("a b c").Send("a", "x").Deliver("a b c", "x"));
        string arrow = $"url(#to-{Order.Total})";
        // One arrow more is in the legend.
        Assert.Equal(2 + 1, diagram.Descendants().Count(line => (string?)line.Attribute("marker-end") == arrow));
        Assert.Contains("a1: Total, Stable, delivered 3 times", Titles(diagram));
    }

    [Fact]
    public void Each_view_has_its_number_and_members() =>
        Has(["v0 · a b c", "v1 · b c", "v2 · b c a*", "v3 · b c a"], [.. Texts(Draw(Story, width: 4000))]);

    [Fact]
    public void Views_without_room_share_a_label()
    {
        Scenario told = new Scenario().Form("a b c");
        for (int view = 1; view < 60; view++)
            told.Install("a b c");
        string[] labels = [.. Texts(Draw(told, width: 500)).Where(text => text.StartsWith('v') && text.Length < 20)];
        Assert.Contains(labels, label => label.Contains(" – "));
        Assert.Contains(labels, label => label.EndsWith("v59"));
    }

    [Fact]
    public void Crash_restart_and_loading_have_their_marks_and_are_explained()
    {
        XElement diagram = Draw(Story);
        Has(
            ["a crashes", "a starts again", "state loaded", "crash", "restart"],
            [.. Titles(diagram), .. Texts(diagram)]
        );
    }

    [Fact]
    public void Only_what_occurs_is_explained()
    {
        string[] texts = [.. Texts(Draw(new Scenario().Form("a b c")))];
        Assert.DoesNotContain("crash", texts);
        Assert.DoesNotContain("paused", texts);
        Assert.DoesNotContain(texts, text => text.StartsWith("Causal"));
    }

    [Fact]
    public void A_pause_and_a_cut_last_as_long_as_they_did()
    {
        Scenario told = new Scenario().Form("a b c");
        ProcessId[] ids = [told.IdOf("a"), told.IdOf("b"), told.IdOf("c")];
        told.Happens(new ProcessPaused(At(100), ids[0])).Happens(new ProcessResumed(At(300), ids[0]));
        foreach (ProcessId other in ids[1..])
            told.Happens(new LinkCut(At(100), ids[0], other)).Happens(new LinkCut(At(100), other, ids[0]));
        foreach (ProcessId other in ids[1..])
            told.Happens(new LinkRestored(At(500), ids[0], other)).Happens(new LinkRestored(At(500), other, ids[0]));
        XElement diagram = Draw(told);
        Assert.Contains("a is paused", Titles(diagram));
        Assert.Contains("a ∥ b c", Texts(diagram));
        double pause = Width(
            diagram.Descendants(_svg + "rect").Single(rect => rect.Element(_svg + "title")?.Value == "a is paused")
        );
        double cut = diagram
            .Descendants(_svg + "rect")
            .Where(rect => (string?)rect.Attribute("fill-opacity") == "0.16")
            .Max(Width);
        Assert.Equal(2, cut / pause, 0.01);
    }

    [Fact]
    public void A_window_shows_what_is_in_it_and_says_so()
    {
        Scenario told = Story;
        TimeSpan crash = told.History.Events.OfType<ProcessCrashed>().Single().At;
        var options = new DiagramOptions { From = crash + At(1) };
        XElement diagram = XElement.Parse(SpaceTimeDiagram.Draw(told.History, options));
        Assert.DoesNotContain("a crashes", Titles(diagram));
        Assert.Contains("a starts again", Titles(diagram));
        Assert.Contains(Texts(diagram), text => text.StartsWith("Shown is the time from"));
    }

    [Fact]
    public void Of_too_many_messages_some_are_drawn_and_a_note_says_so()
    {
        Scenario told = new Scenario().Form("a b c").Send("a", string.Join(' ', Enumerable.Range(0, 1000)));
        var options = new DiagramOptions { MostMessages = 60 };
        XElement diagram = XElement.Parse(SpaceTimeDiagram.Draw(told.History, options));
        Assert.InRange(Titles(diagram).Count(title => title.Contains(": Total, ")), 50, 60);
        Assert.Contains("Drawn are 59 of 1000 messages: one in 17, in the order of sending.", Texts(diagram));
    }

    [Fact]
    public void Another_group_is_named_and_not_drawn()
    {
        Scenario told = Story;
        told.Happens(new MessageSent(At(1), told.IdOf("b"), "other", 99, Order.Total, Delivery.Stable, 1));
        Assert.Contains("Shown is group g; there are also other.", Texts(Draw(told)));
    }

    [Fact]
    public void A_history_of_nothing_is_drawn_too() =>
        Assert.Equal(_svg + "svg", XElement.Parse(SpaceTimeDiagram.Draw(new History([]), new DiagramOptions())).Name);

    [Fact]
    public void Names_that_mean_something_to_XML_do_no_harm()
    {
        var started = new ProcessStarted(default, new ProcessId("a&b:1", 1), "<\"a\">");
        XElement diagram = XElement.Parse(
            SpaceTimeDiagram.Draw(new History([started]), new DiagramOptions { Title = "<&>" })
        );
        Has(["<&>", "<\"a\">", "a&b:1"], [.. Texts(diagram)]);
    }

    private static void Has(string[] expected, string[] found) =>
        Assert.All(expected, one => Assert.Contains(one, found));

    private static XElement Draw(Scenario told, int width = 1200) =>
        XElement.Parse(SpaceTimeDiagram.Draw(told.History, new DiagramOptions { Width = width }));

    private static IEnumerable<string> Texts(XElement diagram) =>
        diagram.Descendants(_svg + "text").Select(text => text.Value);

    private static IEnumerable<string> Titles(XElement diagram) =>
        diagram.Descendants(_svg + "title").Select(title => title.Value);

    private static double Width(XElement rect) => (double)rect.Attribute("width")!;

    private static TimeSpan At(int milliseconds) => TimeSpan.FromMilliseconds(milliseconds);
}
