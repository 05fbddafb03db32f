namespace Cohort.Cli.Children;

/// <summary>The parent, as a child sees it: what it says comes on standard input, what it is told goes to standard
/// output.</summary>
internal sealed class Parent
{
    private readonly Lock _lock = new();
    private readonly Stream _output = Console.OpenStandardOutput();

    /// <summary>Tells it something; returns when the operating system has it, so that it arrives even if this process
    /// dies now.</summary>
    public void Tell(Frame frame)
    {
        lock (_lock)
            frame.WriteTo(_output);
    }

    /// <summary>
    /// Listens on a thread of its own. When the parent is gone, this process ends at once: nothing that it started may
    /// outlive it.
    /// </summary>
    public void Listen(Action<Frame> onFrame)
    {
        var thread = new Thread(() =>
        {
            Stream input = Console.OpenStandardInput();
            while (Frame.ReadFrom(input) is { } frame)
                onFrame(frame);
            Environment.Exit(0);
        })
        {
            IsBackground = true,
            Name = "parent",
        };
        thread.Start();
    }
}
