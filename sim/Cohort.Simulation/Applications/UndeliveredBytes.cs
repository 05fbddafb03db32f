namespace Cohort.Simulation.Applications;

/// <summary>Counts the bytes that a machine has accepted from an application and not delivered to it: its window.</summary>
internal sealed class UndeliveredBytes
{
    private readonly Dictionary<ulong, int> _asked = [];
    private readonly Dictionary<ulong, int> _accepted = [];
    private long _bytes;

    /// <summary>The most that there ever were.</summary>
    public long Most { get; private set; }

    /// <summary>A message is being sent.</summary>
    public void Sent(ulong number, int size) => _asked.Add(number, size);

    /// <summary>The machine accepted a message.</summary>
    public void Accepted(ulong number)
    {
        if (!_asked.Remove(number, out int size))
            return;
        _accepted.Add(number, size);
        _bytes += size;
        Most = Math.Max(Most, _bytes);
    }

    /// <summary>The machine refused it.</summary>
    public void Rejected(ulong number) => _asked.Remove(number);

    /// <summary>The machine delivered it.</summary>
    public void Delivered(ulong number)
    {
        if (_accepted.Remove(number, out int size))
            _bytes -= size;
    }

    /// <summary>The process is no member any more: of what was accepted nobody will hear.</summary>
    public void GiveUp()
    {
        _accepted.Clear();
        _bytes = 0;
    }
}
