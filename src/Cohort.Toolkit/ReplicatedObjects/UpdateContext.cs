using Cohort.Toolkit.ReplicatedObjects;

namespace Cohort;

/// <summary>
/// What an <see cref="UpdateAttribute">update</see> may know besides its arguments and its object: the same at every replica. An
/// update that asks the clock, draws random numbers or makes ids of its own has other results at each, and the replicas differ from
/// then on. Valid until the update returns.
/// </summary>
public sealed class UpdateContext
{
    private ulong _seed;
    private ReplicaRandom? _random;
    private long _ticks;

    internal UpdateContext() { }

    /// <summary>The time at the caller, in UTC, as its clock showed it when it sent the update; it never goes back from one update
    /// of a group to the next.</summary>
    public DateTimeOffset Now => new(_ticks, TimeSpan.Zero);

    /// <summary>Random numbers; drawn from the update's place in the order of the group, so that nobody should take them for a
    /// secret.</summary>
    public Random Random => _random ??= new ReplicaRandom(_seed);

    /// <summary>How many Total messages the group has delivered, counting the one that brought this update. Updates that were sent
    /// together have the same.</summary>
    public ulong Position { get; private set; }

    /// <summary>How many updates the objects of the group have made since it began, counting this one: it rises from each to the
    /// next, so that it can tell an older from a newer one. Where a view is installed, how many there were before.</summary>
    public ulong Number { get; private set; }

    /// <summary>The view that the update is made in.</summary>
    public View View { get; private set; } = new(default, default, []);

    /// <summary>The member that has called; null where it was a client, or where a view is installed.</summary>
    public Member? Caller { get; private set; }

    internal List<object> Raised { get; } = [];

    internal bool HasBegun { get; private set; }

    /// <summary>Whether it was made long ago, and makes the state here what it was: nobody is told of it.</summary>
    internal bool IsReplayed { get; set; }

    /// <summary>A new id; unique as far as those from this source are, that is 122 bits.</summary>
    public Guid NewId()
    {
        Span<byte> bytes = stackalloc byte[16];
        Random.NextBytes(bytes);
        // The marks of a random id: RFC 9562, section 5.4.
        bytes[6] = (byte)((bytes[6] & 0x0F) | 0x40);
        bytes[8] = (byte)((bytes[8] & 0x3F) | 0x80);
        return new Guid(bytes, bigEndian: true);
    }

    /// <summary>Tells those who observe this object, at every replica, once the update has returned.</summary>
    /// <param name="happened">What has happened; it should not change any more.</param>
    public void Raise(object happened)
    {
        ArgumentNullException.ThrowIfNull(happened);
        Raised.Add(happened);
    }

    /// <summary>For generated code: the arguments are read, and the update begins. What it throws from now on is its answer.</summary>
    public void Begin() => HasBegun = true;

    internal void Set(ulong seed, long ticks, ulong position, ulong number, View view, Member? caller)
    {
        (_seed, _random, _ticks, Position, Number) = (seed, null, ticks, position, number);
        (View, Caller) = (view, caller);
        HasBegun = false;
    }
}
