using Cohort.Protocol;
using Cohort.Simulation.Histories;
using Cohort.Simulation.Worlds;

namespace Cohort.Simulation.Applications;

/// <summary>
/// What a membership has asked its machine for and not yet seen through: messages until they are delivered here,
/// flushes until they are complete. Passes every answer on to the client that asked.
/// </summary>
internal sealed class Requests(World world, Membership membership)
{
    private readonly Dictionary<ulong, Request> _open = [];
    private ulong _lastSent;

    private readonly record struct Request(IClient? Client, bool IsFlush, bool IsAccepted, ulong SentBefore);

    /// <summary>How many are open.</summary>
    public int Count => _open.Count;

    /// <summary>A message is being sent.</summary>
    public void Sent(ulong number, IClient? client)
    {
        _lastSent = number;
        _open.Add(number, new Request(client, false, false, 0));
    }

    /// <summary>A flush is being asked for.</summary>
    public void Flushing(ulong number, IClient client) =>
        _open.Add(number, new Request(client, true, false, _lastSent));

    /// <summary>The machine took a message into its stream.</summary>
    public void Accepted(ulong number)
    {
        world.Chronicle.Record(
            new MessageAccepted(world.Timeline.Now, membership.Process.Id, membership.Plan.Name, number)
        );
        if (!_open.TryGetValue(number, out Request request))
            return;
        _open[number] = request with { IsAccepted = true };
        request.Client?.Accepted(number);
    }

    /// <summary>The machine refused a message or a flush.</summary>
    public void Rejected(ulong number, Failure failure)
    {
        if (!_open.Remove(number, out Request request))
            return;
        if (!request.IsFlush)
            world.Chronicle.Record(
                new MessageRejected(world.Timeline.Now, membership.Process.Id, membership.Plan.Name, number, failure)
            );
        request.Client?.Rejected(number);
    }

    /// <summary>A flush is complete.</summary>
    public void Flushed(ulong number)
    {
        if (!_open.Remove(number, out Request request))
            return;
        world.Chronicle.Record(
            new FlushCompleted(world.Timeline.Now, membership.Process.Id, membership.Plan.Name, request.SentBefore)
        );
        request.Client?.Flushed(number);
    }

    /// <summary>A message of this process was delivered to it.</summary>
    public void Delivered(ulong number, long? result)
    {
        if (_open.Remove(number, out Request request))
            request.Client?.Delivered(number, result);
    }

    /// <summary>
    /// The member was put out of its group: nobody will ever tell it what became of the messages that were in its
    /// stream, or, where the membership is over, of anything. What the machine has not taken in yet it still refuses.
    /// </summary>
    public void GiveUp(bool all)
    {
        ulong[] lost = [.. _open.Where(entry => all || entry.Value.IsAccepted).Select(entry => entry.Key).Order()];
        foreach (ulong number in lost)
        {
            if (!_open.Remove(number, out Request request))
                continue;
            if (!request.IsAccepted)
                _open.Add(number, request with { Client = null });
            request.Client?.Rejected(number);
        }
    }
}
