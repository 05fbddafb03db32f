using System.Globalization;

namespace Cohort.Samples;

/// <summary>This process as a member of a sample. It ends with the one that has started it.</summary>
public sealed class SampleMember
{
    internal const string Saying = "say ";
    internal const string Noting = "note ";
    internal const string Dying = "die ";
    internal const string DyingTogether = "all die ";

    private SampleMember(string name, string folder, int life, string listen, string[] seeds)
    {
        (Name, Folder, Life) = (name, folder, life);
        Options = new NodeOptions
        {
            Cluster = "samples",
            Name = name,
            Listen = listen,
            Seeds = seeds,
        };
    }

    /// <summary>Its name: a, b or c.</summary>
    public string Name { get; }

    /// <summary>A folder that all members have, for whatever stands for a world outside the group.</summary>
    public string Folder { get; }

    /// <summary>How many processes of this name there have been, counting this one.</summary>
    public int Life { get; }

    /// <summary>Of the node that this process starts.</summary>
    public NodeOptions Options { get; }

    /// <summary>Says something, for whoever looks on and for the judge. May be called by several at a time.</summary>
    public void Say(string text) => Console.WriteLine(Saying + text);

    /// <summary>Says something for the judge only.</summary>
    public void Note(string text) => Console.WriteLine(Noting + text);

    /// <summary>Has this process killed, as <c>kill -9</c> does. Does not return; whatever else it is doing goes on until then.</summary>
    /// <param name="when">At which moment.</param>
    public Task DieAsync(string when)
    {
        Console.WriteLine(Dying + when);
        return Task.Delay(Timeout.InfiniteTimeSpan);
    }

    /// <summary>Has all three processes killed at once, and started anew for another life. Does not return.</summary>
    /// <param name="when">At which moment.</param>
    public Task DieTogetherAsync(string when)
    {
        Console.WriteLine(DyingTogether + when);
        return Task.Delay(Timeout.InfiniteTimeSpan);
    }

    /// <summary>The member that the arguments say, where they say one.</summary>
    internal static SampleMember? From(string[] args)
    {
        if (args is not ["member", var name, var folder, var life, var listen, .. var seeds])
            return null;
        // The input ends when the process that has started this one does, however that comes about.
        _ = Task.Run(() =>
        {
            Console.In.ReadToEnd();
            Environment.Exit(1);
        });
        return new SampleMember(name, folder, int.Parse(life, CultureInfo.InvariantCulture), listen, seeds);
    }

    internal static string[] Arguments(string name, string folder, int life, string listen, string[] seeds) =>
        ["member", name, folder, life.ToString(CultureInfo.InvariantCulture), listen, .. seeds];
}
