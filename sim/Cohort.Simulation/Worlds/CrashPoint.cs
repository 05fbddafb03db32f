using Cohort.Protocol;

namespace Cohort.Simulation.Worlds;

/// <summary>Where in a step's outputs a process dies.</summary>
/// <param name="Moment">What it waits for.</param>
/// <param name="Outputs">How many more outputs it still carries out from there.</param>
/// <param name="Strike">What to do when the point is reached; it ends the process.</param>
/// <param name="IsCompanion">Whether a process is to die at the same moment.</param>
internal sealed record CrashPoint(CrashMoment Moment, int Outputs, Action Strike, Func<ProcessId, bool> IsCompanion)
{
    private bool _hasHeardCompanion;

    /// <summary>Whether an output of a process is what it waits for.</summary>
    public bool IsReachedBy(in Output output, ProcessId self) =>
        Moment switch
        {
            CrashMoment.AnyOutput => true,
            CrashMoment.Wedge => output is { Kind: OutputKind.Status, Status: GroupStatus.Changing },
            CrashMoment.View or CrashMoment.ViewUnheard => output.Kind == OutputKind.View,
            CrashMoment.ViewOfGroupUnheard => output is { Kind: OutputKind.View, Group: >= 0 },
            CrashMoment.TakeState => output.Kind == OutputKind.TakeState,
            CrashMoment.LoadState => output.Kind == OutputKind.LoadState,
            CrashMoment.OwnStableAfterCompanions => output.Kind == OutputKind.Deliver
                && IsOwnStableAfterCompanions(output, self),
            _ => false,
        };

    private bool IsOwnStableAfterCompanions(in Output output, ProcessId self)
    {
        _hasHeardCompanion |= IsCompanion(output.Sender.Process);
        return _hasHeardCompanion && output.Delivery == Delivery.Stable && output.Sender.Process == self;
    }
}

/// <summary>The moments at which it is most interesting to die.</summary>
internal enum CrashMoment
{
    /// <summary>In the middle of whatever the next step asks for.</summary>
    AnyOutput,

    /// <summary>When a view change wedges the group here.</summary>
    Wedge,

    /// <summary>When a view is installed here, perhaps before anyone else has heard of it.</summary>
    View,

    /// <summary>When a donor is asked for the state.</summary>
    TakeState,

    /// <summary>When a joiner is given the state.</summary>
    LoadState,

    /// <summary>When a view is installed here, but only after the application has seen it; nothing goes out any more.</summary>
    ViewUnheard,

    /// <summary>When a Stable message of its own is delivered here after one of those that are to die with it, but only after
    /// the application has seen it; nothing goes out any more.</summary>
    OwnStableAfterCompanions,

    /// <summary>As <see cref="ViewUnheard"/>, but not when it is a view of the root group.</summary>
    ViewOfGroupUnheard,
}
