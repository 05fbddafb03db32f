using System.Threading.Channels;

namespace Cohort.Cli.Children;

/// <summary>
/// Children that work together. Their frames come in on one thread per child and are taken in one at a time here, so
/// that everything else is sequential. All of them are gone when it is disposed.
/// </summary>
/// <param name="patience">How long to wait for what must come.</param>
internal sealed class ChildSet(TimeSpan patience) : IAsyncDisposable
{
    private readonly List<Child> _all = [];
    private readonly List<Child> _living = [];
    private readonly Channel<(Child Child, Frame? Frame)> _frames = Channel.CreateUnbounded<(Child, Frame?)>();

    /// <summary>Those that were started and not killed, oldest first.</summary>
    public IReadOnlyList<Child> Living => _living;

    /// <summary>Starts one with a command line of this program.</summary>
    public Child Start(IEnumerable<string> line)
    {
        Child child = Child.Start(line, (child, frame) => _frames.Writer.TryWrite((child, frame)));
        _all.Add(child);
        _living.Add(child);
        return child;
    }

    /// <summary>Ends one at once, as <c>kill -9</c> does.</summary>
    public void Kill(Child child)
    {
        child.Kill();
        _living.Remove(child);
    }

    /// <summary>Tells all that live something that needs no words.</summary>
    public void TellAll(byte kind)
    {
        foreach (Child child in _living)
            child.Tell(new Frame(kind, default));
    }

    /// <summary>Takes in what the children tell until something is the case.</summary>
    /// <param name="condition">What is waited for.</param>
    /// <param name="takeIn">Hears each frame.</param>
    /// <param name="what">What is waited for, in words.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    /// <exception cref="ChildFailedException">A child ended by itself, or it took too long.</exception>
    public async Task UntilAsync(
        Func<bool> condition,
        Action<Child, Frame> takeIn,
        string what,
        CancellationToken cancellationToken
    )
    {
        using var limited = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limited.CancelAfter(patience);
        try
        {
            while (!condition())
            {
                (Child child, Frame? frame) = await _frames.Reader.ReadAsync(limited.Token);
                if (frame is { } told)
                    takeIn(child, told);
                else if (_living.Contains(child))
                    throw new ChildFailedException(
                        $"process {child.ProcessNumber} ended by itself while this waited for {what}.{Errors()}"
                    );
            }
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw new ChildFailedException(
                $"after {patience.TotalSeconds} s {what} was still to come. Is the machine busy with something else?{Errors()}"
            );
        }
    }

    /// <summary>Waits for a frame of one kind from each of some children, and returns them in the order of
    /// these.</summary>
    /// <param name="children">Who is to answer.</param>
    /// <param name="kind">The kind.</param>
    /// <param name="what">What is waited for, in words.</param>
    /// <param name="others">Hears all other frames that come meanwhile.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    /// <exception cref="ChildFailedException">A child ended by itself, or it took too long.</exception>
    public async Task<IReadOnlyList<Frame>> FromEachAsync(
        IReadOnlyCollection<Child> children,
        byte kind,
        string what,
        Action<Child, Frame> others,
        CancellationToken cancellationToken
    )
    {
        var answers = new Dictionary<Child, Frame>();
        await UntilAsync(
            () => children.All(answers.ContainsKey),
            (child, frame) =>
            {
                if (frame.Kind != kind || !children.Contains(child) || !answers.TryAdd(child, frame))
                    others(child, frame);
            },
            what,
            cancellationToken
        );
        return [.. children.Select(child => answers[child])];
    }

    /// <summary>Ends every child that was ever started, and waits until they are gone.</summary>
    public async ValueTask DisposeAsync()
    {
        // First all are killed, so that none of them sees the others go one by one.
        foreach (Child child in _all)
            child.Kill();
        foreach (Child child in _all)
            await child.DisposeAsync();
    }

    private string Errors() =>
        string.Concat(
            _living
                .Where(child => child.LastErrors.Length > 0)
                .Select(child => $"{Environment.NewLine}process {child.ProcessNumber} said last: {child.LastErrors}")
        );
}
