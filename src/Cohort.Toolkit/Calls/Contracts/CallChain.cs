using Cohort.Serialization;

namespace Cohort.Toolkit.Calls;

/// <summary>
/// The calls that a call is made in, the outermost first: it goes with every call that a method makes while it is called, so that
/// calls that go round in a circle are found out.
/// </summary>
/// <param name="outer">The calls that the last one was made in; null where it was made in none.</param>
/// <param name="call">The last one: group, contract and method.</param>
internal sealed class CallChain(CallChain? outer, string call)
{
    /// <summary>How many calls may lie in each other.</summary>
    public const int MostDeep = 32;

    private static readonly AsyncLocal<CallChain?> s_current = new();

    /// <summary>The calls that are being executed where this is asked; null outside of all.</summary>
    public static CallChain? Current
    {
        get => s_current.Value;
        set => s_current.Value = value;
    }

    /// <summary>How many calls they are.</summary>
    public int Depth { get; } = (outer?.Depth ?? 0) + 1;

    /// <summary>Writes it.</summary>
    public void Write(ref PackWriter writer)
    {
        writer.WriteVarint((uint)Depth);
        foreach (string each in Calls())
            writer.WriteString(each);
    }

    /// <summary>Reads one.</summary>
    /// <exception cref="PackException">The bytes are none, or it is deeper than any may be.</exception>
    public static CallChain Read(ref PackReader reader)
    {
        ulong depth = reader.ReadVarint();
        if (depth is 0 or > MostDeep)
            throw reader.Malformed($"a chain of {depth} calls");
        CallChain? chain = null;
        for (ulong left = depth; left > 0; left--)
            chain = new CallChain(chain, reader.ReadString());
        return chain!;
    }

    public override string ToString() => string.Join(" → ", Calls());

    private IEnumerable<string> Calls() => outer is null ? [call] : outer.Calls().Append(call);
}
