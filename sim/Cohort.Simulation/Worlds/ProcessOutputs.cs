using Cohort.Protocol;
using Cohort.Simulation.Applications;
using Cohort.Simulation.Networks;
using Cohort.Simulation.Toolkit;

namespace Cohort.Simulation.Worlds;

/// <summary>Carries out what a step asked for, in order, unless the process dies in the middle of it.</summary>
internal sealed class ProcessOutputs(World world, VirtualProcess process)
{
    private CrashPoint? _reached;
    private int _outputsLeft;

    /// <summary>How far the fullest connection's backlog ever grew.</summary>
    public long LargestBacklog { get; private set; }

    public void CarryOut(OutputBuffer outputs)
    {
        for (int index = 0; index < outputs.Count; index++)
        {
            ref readonly Output output = ref outputs.Outputs[index];
            if (DiesBefore(output))
                return;
            Fold(output);
            CarryOut(output);
        }

        // A crash point that the step reached but did not outlive strikes at its end.
        if (_reached is { } point)
            Strikes(point);
    }

    private bool DiesBefore(in Output output)
    {
        if (_reached is null && process.CrashPoint is { } planned && planned.IsReachedBy(output, process.Id))
        {
            _reached = planned;
            _outputsLeft = planned.Outputs;
        }

        if (_reached is null || _outputsLeft-- > 0)
            return false;
        return Strikes(_reached);
    }

    /// <summary>Whether the process is dead now: the point strikes in vain where the group could not bear the loss.</summary>
    private bool Strikes(CrashPoint point)
    {
        _reached = null;
        point.Strike();
        return !process.IsRunning;
    }

    private void CarryOut(in Output output)
    {
        switch (output.Kind)
        {
            case OutputKind.Dial:
                world.Chronicle.Trace?.Write(world.Timeline.Now, process.Place.Name, $"dials {output.Address}");
                world.Network.Dial(process, output.Dial, output.Address, world.Scenario.DialTimeout);
                break;
            case OutputKind.Write:
                Write(output);
                break;
            case OutputKind.Append:
                process.Log!.Append(output);
                break;
            case OutputKind.SyncLog:
                process.Log!.Sync();
                break;
            case OutputKind.ReadLog:
                process.Log!.Read(output);
                break;
            case OutputKind.DropLog:
                world.Chronicle.Trace?.Write(
                    world.Timeline.Now,
                    process.Place.Name,
                    $"needs its log from {output.Ticket} on, or {output.Position}"
                );
                process.Log!.Drop(output);
                break;
            case OutputKind.Close:
                world.Chronicle.Trace?.Write(world.Timeline.Now, process.Place.Name, $"closes {output.Connection}");
                process.Connection(output.Connection)?.Close();
                break;
            case OutputKind.Warning:
                world.Chronicle.Trace?.Write(world.Timeline.Now, process.Place.Name, $"warns: {output.Text}");
                break;
            case OutputKind.Directory:
                process.Directory.Take(output.Directory);
                process.Place.Heed(process.Directory);
                break;
            case OutputKind.ClientLinked
            or OutputKind.CallEnded
            or OutputKind.FeedView
            or OutputKind.FeedMessage
            or OutputKind.FeedGap
            or OutputKind.FeedEnded:
                process.Client!.Take(output);
                break;
            case var _ when output.Group >= ToolMember.FirstHandle:
                process.Tools!.Take(output);
                break;
            case var _ when output.Group >= HierarchyMember.FirstHandle:
                process.Hierarchy!.Take(output);
                break;
            default:
                MembershipOf(output.Group).Take(output);
                break;
        }
    }

    // Of the root group a node tells under a handle that no application has.
    private Membership MembershipOf(int handle) =>
        handle >= 0 ? process.Memberships[handle] : process.Memberships.FindLast(membership => membership.Plan.IsRoot)!;

    private void Write(in Output output)
    {
        if (process.IsMute || process.Connection(output.Connection) is not { } end)
            return;
        end.Write(output.Bytes.Span);
        LargestBacklog = Math.Max(LargestBacklog, end.Outgoing.BacklogBytes);
    }

    private void Fold(in Output output)
    {
        world.Chronicle.Fold(
            (ulong)output.Kind | (ulong)(uint)output.Connection << 8 | (ulong)(uint)output.Group << 40
        );
        world.Chronicle.Fold((ulong)output.Ticket ^ output.Position << 32 ^ output.Message.Number);
        world.Chronicle.Fold(output.Bytes.Span);
    }
}
