using System.Globalization;
using Cohort.Protocol.Multicast;
using Cohort.Protocol.Views;

namespace Cohort.Protocol.Suspicion;

/// <summary>
/// Tells the application, in words, that sends wait for members that are behind. An episode begins when a send has waited
/// for half the suspicion time and ends when none has for a whole one; so however they come and go, a person is not told more
/// often than he can read. Within an episode the words are renewed each time it has become twice as long.
/// </summary>
internal sealed class LagNotice(GroupContext context, SendQueue sends)
{
    private const int QuietTime = 10; // suspicion times between the warnings of two episodes

    private Instant _since;
    private Instant _lastHeldUp;
    private Instant _renewAt;
    private Instant _mayWarnAt;
    private string _names = "";
    private bool _warned;

    /// <summary>For whom sends wait, and for how long; empty where they do not.</summary>
    public string Text { get; private set; } = "";

    /// <summary>When it wants to be asked again.</summary>
    public Instant NextLook(LagClock clock)
    {
        Instant next = context.Now + context.Node.SuspicionTime;
        if (Text.Length > 0)
            next = Earlier(next, _renewAt > context.Now ? _renewAt : _lastHeldUp + context.Node.SuspicionTime);
        else if (clock.Runs && clock.Waited < Patience)
            next = Earlier(next, context.Now + (Patience - clock.Waited));
        return next;
    }

    private TimeSpan Patience => context.Node.SuspicionTime / 2;

    /// <summary>Looks at what a view's clock says.</summary>
    public void Look(ActiveView view)
    {
        bool heldUp = view.LagClock.Runs && view.LagClock.Waited >= Patience;
        if (heldUp)
            _lastHeldUp = context.Now;
        if (heldUp && Text.Length == 0)
            Begin(view);
        else if (heldUp && context.Now >= _renewAt)
            Renew(view);
        else if (Text.Length > 0 && context.Now - _lastHeldUp >= context.Node.SuspicionTime)
            End();
    }

    /// <summary>The membership is over, and with it whatever waited.</summary>
    public void Forget() => (Text, _warned) = ("", false);

    /// <summary>This member finds another too slow, and asks to go on without it.</summary>
    public void Found(ActiveView view, int laggard)
    {
        string name = view.View.Members[laggard].Name;
        string time = Seconds(view.LagClock.StillFor(laggard));
        Warn($"{name} has kept sends waiting for {time} without moving: the others are asked to go on without it");
    }

    private void Begin(ActiveView view)
    {
        _since = context.Now + -view.LagClock.Waited;
        Renew(view);
        _warned = context.Now >= _mayWarnAt;
        if (!_warned)
            return;
        _mayWarnAt = context.Now + QuietTime * context.Node.SuspicionTime;
        Warn(Text);
    }

    private void Renew(ActiveView view)
    {
        var names = new List<string>();
        var words = new List<string>();
        for (int member = 0; member < view.View.Members.Length; member++)
        {
            if (!view.LagClock.Runs || view.LagClock.WaitsFor(member) < Patience / 2)
                continue;
            names.Add(NameOf(view, member));
            words.Add(
                $"for {names[^1]}: it has {WhatLacks(view, member)} for {Seconds(view.LagClock.WaitsFor(member))}"
            );
        }
        // Where they take turns in being the last, nobody is the slow one.
        _names = names.Count > 0 ? string.Join(", ", names) : "all to keep up";
        Text = names.Count > 0 ? $"sends wait {string.Join("; ", words)}" : "more is sent than the members can handle";
        _renewAt = context.Now + (context.Now - _since);
    }

    private string WhatLacks(ActiveView view, int member)
    {
        RowMatrix rows = view.Streams.Rows;
        if (!rows.Heard[member])
            return "not begun with this view";
        if (!rows.Ready(member, context.Limits.Window))
            return $"not handled {Size(rows.CarriedBy(member))} of earlier views";
        (SendQueue.Backlog unreceived, SendQueue.Backlog unconsumed) = sends.BehindAt(view.Streams, member);
        return unreceived.Messages > 0 ? $"not received {Size(unreceived.Bytes)}"
            : view.Streams.NextWaitsFor(member) ? "not received what comes before them"
            : $"not handled {Size(unconsumed.Bytes)}";
    }

    private void End()
    {
        Text = "";
        if (_warned)
            Warn($"sends no longer wait for {_names}; they did for {Seconds(_lastHeldUp - _since)}");
    }

    private void Warn(string text) =>
        context.Emit(new Output { Kind = OutputKind.Warning, Detail = $"group '{context.Group.Name}': {text}" });

    private static string NameOf(ActiveView view, int member) =>
        member == view.Streams.Self ? "this member itself" : view.View.Members[member].Name;

    private static string Seconds(TimeSpan time) =>
        string.Create(CultureInfo.InvariantCulture, $"{time.TotalSeconds:F1} s");

    private static string Size(long bytes) =>
        bytes switch
        {
            >= 1 << 20 => string.Create(CultureInfo.InvariantCulture, $"{bytes / (double)(1 << 20):F1} MiB"),
            >= 1 << 10 => string.Create(CultureInfo.InvariantCulture, $"{bytes / (double)(1 << 10):F1} KiB"),
            _ => string.Create(CultureInfo.InvariantCulture, $"{bytes} bytes"),
        };

    private static Instant Earlier(Instant left, Instant right) => left < right ? left : right;
}
