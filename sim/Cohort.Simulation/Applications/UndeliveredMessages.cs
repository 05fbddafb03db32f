namespace Cohort.Simulation.Applications;

/// <summary>Counts what a machine has accepted from an application and not delivered to it: its window.</summary>
internal sealed class UndeliveredMessages
{
    private readonly record struct Message(int Size, bool FromHandler);

    private readonly Dictionary<ulong, Message> _asked = [];
    private readonly Dictionary<ulong, Message> _accepted = [];
    private long _bytes;
    private long _count;

    /// <summary>The most bytes that there ever were.</summary>
    public long MostBytes { get; private set; }

    /// <summary>The most messages that there ever were, but for those that handlers have sent: those do not wait for the window.</summary>
    public long Most { get; private set; }

    /// <summary>A message is being sent.</summary>
    public void Sent(ulong number, int size, bool fromHandler = false) =>
        _asked.Add(number, new Message(size, fromHandler));

    /// <summary>The machine accepted a message.</summary>
    public void Accepted(ulong number)
    {
        if (!_asked.Remove(number, out Message message))
            return;
        _accepted.Add(number, message);
        Count(message, 1);
        (MostBytes, Most) = (Math.Max(MostBytes, _bytes), Math.Max(Most, _count));
    }

    /// <summary>The machine refused it.</summary>
    public void Rejected(ulong number) => _asked.Remove(number);

    /// <summary>The machine delivered it.</summary>
    public void Delivered(ulong number)
    {
        if (_accepted.Remove(number, out Message message))
            Count(message, -1);
    }

    /// <summary>The process is no member any more: of what was accepted nobody will hear.</summary>
    public void GiveUp()
    {
        _accepted.Clear();
        (_bytes, _count) = (0, 0);
    }

    private void Count(Message message, int sign)
    {
        _bytes += sign * message.Size;
        _count += message.FromHandler ? 0 : sign;
    }
}
