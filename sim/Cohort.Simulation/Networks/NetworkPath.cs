using Cohort.Simulation.Randomness;
using Cohort.Simulation.Worlds;

namespace Cohort.Simulation.Networks;

/// <summary>
/// The way from one host to another, in one direction: how long it takes, how much it carries, whether it is cut. All
/// pipes in this direction share it. What it did to traffic is counted, so that a fault that hit nothing is not counted
/// as one that took effect.
/// </summary>
internal sealed class NetworkPath(Timeline timeline, SplittableRandom random, NetworkConditions conditions)
{
    private readonly List<Pipe> _pipes = [];
    private readonly List<long> _speedLimits = [];
    private TimeSpan _busyUntil;
    private int _cuts;

    /// <summary>The way back.</summary>
    public NetworkPath Reverse { get; set; } = null!;

    /// <summary>Whether nothing gets through. Several faults may cut one path; all must end.</summary>
    public bool IsCut => _cuts > 0;

    /// <summary>Delays that faults added.</summary>
    public TimeSpan ExtraDelay { get; set; }

    /// <summary>By how much more the delay varies from segment to segment.</summary>
    public TimeSpan ExtraJitter { get; set; }

    /// <summary>Bytes a second, less where a fault slows the path down.</summary>
    public long BytesPerSecond { get; private set; } = conditions.BytesPerSecond;

    /// <summary>How many of the next segments get some of their bits flipped.</summary>
    public int CorruptNext { get; set; }

    /// <summary>How many of the next segments lose their tail.</summary>
    public int TruncateNext { get; set; }

    /// <summary>How often a cut kept something from getting through.</summary>
    public int Obstructed { get; set; }

    /// <summary>How many segments travelled.</summary>
    public long Carried { get; private set; }

    public void Add(Pipe pipe) => _pipes.Add(pipe);

    public void Remove(Pipe pipe) => _pipes.Remove(pipe);

    /// <summary>Lets nothing through from now on.</summary>
    public void Cut() => _cuts++;

    /// <summary>Takes back one cut.</summary>
    public void Heal()
    {
        if (--_cuts > 0)
            return;
        foreach (Pipe pipe in _pipes.ToArray())
            pipe.Resume();
        foreach (Pipe pipe in Reverse._pipes.ToArray())
            pipe.AcknowledgementsResume();
    }

    /// <summary>Lets no more than so many bytes a second through. Several limits may be in force; the lowest counts.</summary>
    public void LimitSpeed(long bytesPerSecond)
    {
        _speedLimits.Add(bytesPerSecond);
        BytesPerSecond = Math.Min(BytesPerSecond, bytesPerSecond);
    }

    /// <summary>Takes back one limit.</summary>
    public void LiftSpeedLimit(long bytesPerSecond)
    {
        _speedLimits.Remove(bytesPerSecond);
        BytesPerSecond = conditions.BytesPerSecond;
        foreach (long limit in _speedLimits)
            BytesPerSecond = Math.Min(BytesPerSecond, limit);
        _busyUntil = timeline.Now;
        foreach (Pipe pipe in _pipes.ToArray())
            pipe.Hasten();
    }

    /// <summary>Carries bytes and says how long it takes until they arrive.</summary>
    public TimeSpan Carry(int bytes)
    {
        Carried++;
        return TimeFor(bytes);
    }

    /// <summary>How long bytes that are under way take from now on; they keep the path busy.</summary>
    public TimeSpan TimeFor(int bytes)
    {
        TimeSpan start = _busyUntil > timeline.Now ? _busyUntil : timeline.Now;
        _busyUntil = start + new TimeSpan(bytes * TimeSpan.TicksPerSecond / BytesPerSecond);
        return _busyUntil - timeline.Now + Delay();
    }

    /// <summary>How long a small packet takes now.</summary>
    public TimeSpan Delay() =>
        conditions.Latency
        + ExtraDelay
        + random.Between(TimeSpan.Zero, conditions.Jitter)
        + random.Between(TimeSpan.Zero, ExtraJitter);

    /// <summary>How long it takes until a sender tries again what a cut had swallowed.</summary>
    public TimeSpan RetransmissionDelay() =>
        random.MostlyShort(TimeSpan.FromMilliseconds(1), TimeSpan.FromMilliseconds(800));

    /// <summary>Does to a segment what faults ask for.</summary>
    public Segment Damage(Segment segment)
    {
        if (CorruptNext > 0)
        {
            CorruptNext--;
            int flips = random.Between(1, 8);
            for (int flip = 0; flip < flips; flip++)
                segment.Buffer![random.Below(segment.Length)] ^= (byte)(1 << random.Below(8));
        }

        if (TruncateNext > 0 && segment.Length > 1)
        {
            TruncateNext--;
            segment = segment with { Length = random.Between(1, segment.Length - 1) };
        }

        return segment;
    }

    /// <summary>True now and then.</summary>
    public bool Sometimes(int permille) => random.Permille(permille);

    /// <summary>A place to split a segment at.</summary>
    public int SplitPoint(int length) => random.Between(1, length - 1);
}
