using Cohort.Protocol;
using Cohort.Protocol.Hierarchy;

namespace Cohort.Runtime;

/// <summary>Checks the options of a hierarchical group.</summary>
internal static class HierarchyOptionsCheck
{
    private const int LongestName = 80;
    private const int LongestContract = 80;

    /// <summary>Checks the name and all options.</summary>
    /// <exception cref="OptionsException">One is out of its range.</exception>
    public static void Check(string name, HierarchyOptions options, Limits limits)
    {
        NodeOptionsCheck.GroupName(nameof(name), name);
        if (name.Length > LongestName)
            throw new OptionsException(
                nameof(name),
                $"{nameof(name)} has {name.Length} characters, and the names of its leaves begin with it. Choose one of at most "
                    + $"{LongestName}."
            );
        if (HierarchyMachine.MostBytes(limits.MessageSize) < 1)
            throw new OptionsException(
                nameof(NodeOptions.MaxMessageBytes),
                $"{nameof(NodeOptions.MaxMessageBytes)} is {limits.MessageSize}, which leaves no room for a message of a hierarchical group: "
                    + "its leaves need 4 KiB beside it. Raise it at every node."
            );
        NodeOptionsCheck.Range(nameof(options.LeafSize), options.LeafSize, 1, limits.Members);
        if (
            options.Contract is null
            || options.Contract.Length > LongestContract
            || options.Contract.Any(char.IsControl)
        )
            throw new OptionsException(
                nameof(options.Contract),
                $"{nameof(options.Contract)} is no text of at most {LongestContract} characters without control characters."
            );
        if (options is { OnMessage: not null, OnMessageAsync: not null })
            throw new OptionsException(
                nameof(options.OnMessageAsync),
                $"{nameof(options.OnMessage)} and {nameof(options.OnMessageAsync)} are both set. Set one of them: each event is "
                    + "handled once."
            );
    }
}
