namespace Cohort.Toolkit.ReplicatedObjects;

/// <summary>Random numbers that are the same at every replica, whatever version of .NET it runs: SplitMix64 (Steele, Lea, Flood,
/// OOPSLA 2014).</summary>
internal sealed class ReplicaRandom(ulong seed) : Random
{
    private const ulong Increment = 0x9E3779B97F4A7C15;
    private const double Fraction = 1.0 / (1UL << 53);

    private ulong _state = seed;

    public override int Next() => (int)(Draw() % int.MaxValue);

    public override int Next(int maxValue) => (int)NextInt64(maxValue);

    public override int Next(int minValue, int maxValue) => (int)NextInt64(minValue, maxValue);

    public override long NextInt64() => (long)(Draw() % long.MaxValue);

    public override long NextInt64(long maxValue)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(maxValue);
        return NextInt64(0, maxValue);
    }

    public override long NextInt64(long minValue, long maxValue)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(minValue, maxValue);
        ulong range = (ulong)(maxValue - minValue);
        return range <= 1 ? minValue : minValue + (long)(Math.BigMul(Draw(), range, out _));
    }

    public override double NextDouble() => (Draw() >> 11) * Fraction;

    public override float NextSingle() => (float)NextDouble();

    protected override double Sample() => NextDouble();

    public override void NextBytes(byte[] buffer) => NextBytes(buffer.AsSpan());

    public override void NextBytes(Span<byte> buffer)
    {
        while (!buffer.IsEmpty)
        {
            ulong drawn = Draw();
            for (int at = 0; at < sizeof(ulong) && !buffer.IsEmpty; at++, drawn >>= 8)
            {
                buffer[0] = (byte)drawn;
                buffer = buffer[1..];
            }
        }
    }

    private ulong Draw()
    {
        _state += Increment;
        ulong mixed = _state;
        mixed = (mixed ^ (mixed >> 30)) * 0xBF58476D1CE4E5B9;
        mixed = (mixed ^ (mixed >> 27)) * 0x94D049BB133111EB;
        return mixed ^ (mixed >> 31);
    }
}
