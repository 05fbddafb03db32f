using System.Collections.Concurrent;
using System.Collections.Immutable;
using Cohort.Protocol;
using Cohort.Runtime;

namespace Cohort.Tests.Runtime;

/// <summary>
/// A machine whose groups have one member: enough protocol to see what the runtime makes of a machine's outputs.
/// A test may answer inputs in its own way.
/// </summary>
internal sealed class SoloMachine(NodeSettings settings) : IMachine
{
    private readonly Member _self = new(new MemberId(settings.Process, 1), settings.Name, HoldsState: true);
    private readonly Dictionary<int, ulong> _sent = [];
    private readonly TaskCompletionSource _wokenOften = new();
    private readonly ConcurrentQueue<Output> _toSay = new();

    /// <summary>Answers an input instead of the machine; false leaves it to the machine.</summary>
    public Func<Input, Action<Output>, bool> Answer { get; set; } = (_, _) => false;

    /// <summary>The number of inputs of each step.</summary>
    public List<int> Steps { get; } = [];

    /// <summary>Completes when it has been stepped with nothing to do for the tenth time.</summary>
    public Task WokenOften => _wokenOften.Task;

    /// <summary>How long it may be left alone.</summary>
    public TimeSpan Patience { get; set; } = TimeSpan.FromMilliseconds(5);

    public Instant WakeAt { get; private set; }

    /// <summary>Puts something out at its next step.</summary>
    public void Say(Output output) => _toSay.Enqueue(output);

    public Memory<byte> Room(int connection) => new byte[1 << 10];

    public void Step(Instant now, ReadOnlySpan<Input> inputs, OutputBuffer outputs)
    {
        lock (Steps)
            Steps.Add(inputs.Length);
        if (Steps.Count(count => count == 0) >= 10)
            _wokenOften.TrySetResult();
        WakeAt = now + Patience;
        while (_toSay.TryDequeue(out Output output))
            outputs.Add(output);
        foreach (Input input in inputs)
            if (!Answer(input, output => outputs.Add(output)))
                Take(input, outputs);
    }

    /// <summary>A view of this member alone.</summary>
    public Output View(int group, ulong number = 0) =>
        new()
        {
            Kind = OutputKind.View,
            Group = group,
            Detail = new ViewChange(
                new View(new GroupId(1, 1), new ViewNumber(number), [_self]),
                Joined: [],
                Left: [],
                Promoted: ImmutableArray<Member>.Empty
            ),
        };

    /// <summary>A message of this member.</summary>
    public Output Deliver(int group, ReadOnlyMemory<byte> payload)
    {
        ulong number = _sent[group] = _sent.GetValueOrDefault(group) + 1;
        return new Output
        {
            Kind = OutputKind.Deliver,
            Group = group,
            Bytes = payload,
            Message = new MessageId(default, 0, number),
            Order = Order.Total,
            Delivery = Delivery.Stable,
            Position = number,
            Detail = _self,
        };
    }

    public static Output Status(int group, GroupStatus status, string reason) =>
        new()
        {
            Kind = OutputKind.Status,
            Group = group,
            Status = status,
            Detail = reason,
        };

    public static Output Ended(int group, GroupStatus status, string reason) =>
        new()
        {
            Kind = OutputKind.Ended,
            Group = group,
            Status = status,
            Detail = reason,
        };

    public static Output Answered(in Input input, OutputKind kind, Failure failure = Failure.None) =>
        new()
        {
            Kind = kind,
            Group = input.Group,
            Ticket = input.Ticket,
            Position = input.Ticket == Input.NoTicket ? 1UL : 0,
            Failure = failure,
        };

    private void Take(in Input input, OutputBuffer outputs)
    {
        switch (input.Kind)
        {
            case InputKind.Join:
                outputs.Add(View(input.Group));
                outputs.Add(Status(input.Group, GroupStatus.Active, "alone"));
                break;
            case InputKind.Leave:
                outputs.Add(Ended(input.Group, GroupStatus.Left, "on request"));
                break;
            case InputKind.Send:
                outputs.Add(Answered(input, OutputKind.Accepted));
                // Like the real one: what was sent is read before it is accepted.
                outputs.Add(Deliver(input.Group, input.Bytes.ToArray()));
                break;
            case InputKind.Flush:
                outputs.Add(Answered(input, OutputKind.Flushed));
                break;
            case InputKind.ApplicationFailed:
                outputs.Add(Ended(input.Group, GroupStatus.Failed, input.Text));
                break;
            default:
                break;
        }
    }
}
