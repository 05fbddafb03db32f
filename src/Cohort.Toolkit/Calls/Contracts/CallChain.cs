using Cohort.Serialization;

namespace Cohort.Toolkit.Calls;

/// <summary>
/// The calls that a call is made in, the outermost first: it goes with every call that a method makes while it is called, so that
/// calls that go round in a circle are found out.
/// </summary>
/// <param name="outer">The calls that the last one was made in; null where it was made in none.</param>
/// <param name="call">The last one: group, contract and method.</param>
/// <param name="isForAll">Whether it is for all members, each of which may make it again.</param>
internal sealed class CallChain(CallChain? outer, string call, bool isForAll)
{
    /// <summary>How many levels of calls may lie in each other.</summary>
    public const int MostDeep = 32;

    /// <summary>How many levels a call is of that is made in another and is for all members: a circle of those multiplies with every
    /// round, and must end before it has grown to more calls than anybody could wait for.</summary>
    public const int LevelsForAll = 8;

    private static readonly AsyncLocal<CallChain?> s_current = new();

    /// <summary>The calls that are being executed where this is asked; null outside of all.</summary>
    public static CallChain? Current
    {
        get => s_current.Value;
        set => s_current.Value = value;
    }

    /// <summary>How many levels they are.</summary>
    public int Depth { get; } = (outer?.Depth ?? 0) + LevelsOf(outer, isForAll);

    private int Count { get; } = (outer?.Count ?? 0) + 1;

    /// <summary>Whether another call may be made in these.</summary>
    public static bool HasRoom(CallChain? chain, bool isForAll) =>
        chain is null || chain.Depth + LevelsOf(chain, isForAll) <= MostDeep;

    /// <summary>Writes it.</summary>
    public void Write(ref PackWriter writer)
    {
        writer.WriteVarint((uint)Count);
        foreach (CallChain each in All())
        {
            writer.WriteString(each.Call);
            writer.WriteByte(each.IsForAll ? (byte)1 : (byte)0);
        }
    }

    /// <summary>Reads one.</summary>
    /// <exception cref="PackException">The bytes are none, or it is deeper than any may be.</exception>
    public static CallChain Read(ref PackReader reader)
    {
        ulong count = reader.ReadVarint();
        if (count is 0 or > MostDeep)
            throw reader.Malformed($"a chain of {count} calls");
        CallChain? chain = null;
        for (ulong left = count; left > 0; left--)
        {
            string call = reader.ReadString();
            bool isForAll = ReadIsForAll(ref reader);
            if (!HasRoom(chain, isForAll))
                throw reader.Malformed($"a chain of calls that is deeper than {MostDeep} levels");
            chain = new CallChain(chain, call, isForAll);
        }
        return chain!;
    }

    public override string ToString() => string.Join(" → ", All().Select(each => each.Call));

    private string Call => call;

    private bool IsForAll => isForAll;

    private static int LevelsOf(CallChain? outer, bool isForAll) => outer is not null && isForAll ? LevelsForAll : 1;

    private static bool ReadIsForAll(ref PackReader reader) =>
        reader.ReadByte() switch
        {
            0 => false,
            1 => true,
            var other => throw reader.Malformed($"a call in a chain that is for {other}"),
        };

    private IEnumerable<CallChain> All() => outer is null ? [this] : outer.All().Append(this);
}
