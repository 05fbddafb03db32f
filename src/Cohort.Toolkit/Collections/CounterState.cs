using System.Globalization;

namespace Cohort.Toolkit.Collections;

/// <summary>A replica of a <see cref="ReplicatedCounter"/>.</summary>
[Replicated(Name = "counter")]
internal sealed partial class CounterState
{
    private long _value;

    /// <summary>Adds, and returns what comes of it.</summary>
    [Update]
    public long Add(long amount)
    {
        long sum = unchecked(_value + amount);
        if (((_value ^ sum) & (amount ^ sum)) < 0)
            throw new OverflowException(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"the counter is {_value} and cannot be {amount} more: it has 64 bits"
                )
            );
        return _value = sum;
    }

    /// <summary>Sets it, if it has the expected value.</summary>
    [Update]
    public bool CompareAndSet(long expected, long value)
    {
        if (_value != expected)
            return false;
        _value = value;
        return true;
    }

    /// <summary>What it is.</summary>
    [Read]
    public long Get() => _value;
}
