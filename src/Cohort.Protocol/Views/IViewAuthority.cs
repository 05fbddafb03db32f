namespace Cohort.Protocol.Views;

/// <summary>
/// Who decides which view follows another: its own members, by a quorum of accepts, or the cluster's root group (protocol
/// section 7). Everything else of a view change is the same.
/// </summary>
internal interface IViewAuthority
{
    /// <summary>The listed addresses that every view keeps a quorum of.</summary>
    Anchor Anchor { get; }

    /// <summary>Whether a member may deliver and send: not where the others may have gone on without it for long.</summary>
    bool MayWork { get; }

    /// <summary>Why it may not, for a person.</summary>
    string Trouble { get; }

    /// <summary>Whether a proposal that was accepted once may have been decided, so that a higher ballot has to adopt it.</summary>
    bool DecidesByAccepts { get; }

    /// <summary>Whether a process may be taken into a group.</summary>
    bool Admits(ProcessId process);

    /// <summary>Whether a membership is still what it was when its view was decided, as far as the authority knows.</summary>
    bool Stands(View view, Member member);

    /// <summary>Whether those members can lead a change at all.</summary>
    bool MayLead(View view, ReadOnlySpan<bool> counts, ReadOnlySpan<bool> trusted);

    /// <summary>Whether a view may be followed by one of those members, without the others that count.</summary>
    bool Suffices(View view, ReadOnlySpan<bool> counts, ReadOnlySpan<bool> members);

    /// <summary>Asks for the decision on a proposal that every next member has accepted; it comes in its own time, or not.</summary>
    void Submit(View view, Proposal value, ReadOnlySpan<bool> leaving);
}
