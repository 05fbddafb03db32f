using Cohort.Simulation.Histories;

namespace Cohort.Simulation.Evidence;

/// <summary>What one subscriber got of one view, without a gap.</summary>
/// <param name="view">The view.</param>
/// <param name="afterGap">Whether it does not go on from what came before.</param>
internal sealed class FeedPart(ViewDiffused view, bool afterGap)
{
    public ViewDiffused View { get; } = view;

    public bool AfterGap { get; } = afterGap;

    public List<MessageDiffused> Messages { get; } = [];
}

/// <summary>All that one subscriber got of one group.</summary>
internal sealed class FeedTrack(ProcessId process, string group)
{
    private bool _gap = true;

    public ProcessId Process { get; } = process;

    public string Group { get; } = group;

    /// <summary>Whether the process was gone when the history ended.</summary>
    public bool Crashed { get; set; }

    public List<FeedPart> Parts { get; } = [];

    /// <summary>Messages that belong to no view.</summary>
    public List<MessageDiffused> BeforeAnyView { get; } = [];

    public void Read(GroupEvent happened)
    {
        switch (happened)
        {
            case ViewDiffused view:
                Parts.Add(new FeedPart(view, _gap));
                _gap = false;
                break;
            case MessageDiffused message when _gap:
                BeforeAnyView.Add(message);
                break;
            case MessageDiffused message:
                Parts[^1].Messages.Add(message);
                break;
            default:
                _gap = true;
                break;
        }
    }
}
