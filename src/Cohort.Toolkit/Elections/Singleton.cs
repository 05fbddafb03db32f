namespace Cohort;

/// <summary>One turn of a function that one member runs at a time.</summary>
/// <param name="Name">The name under which it runs.</param>
/// <param name="Term">
/// The number of this turn, larger than that of every one before. What is written to other systems carries it along,
/// and these refuse one that is smaller than one that they have seen.
/// </param>
/// <param name="Failures">How often in a row the function has thrown at this member.</param>
public sealed record SingletonContext(string Name, ulong Term, int Failures);

/// <summary>How a function is run that one member runs at a time.</summary>
public sealed record SingletonOptions
{
    /// <summary>How long this member waits after the function has thrown before it stands in line again; twice as long
    /// each time. From 0; default: 1 s.</summary>
    public TimeSpan FirstDelay { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>How long at most, up to a day. Who has run for so long without a failure begins with the first again.
    /// Default: 1 min.</summary>
    public TimeSpan LongestDelay { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>Called with what the function has thrown, and how often in a row it has. Without it the node's
    /// <see cref="NodeOptions.OnWarning"/> says so.</summary>
    public Action<Exception, SingletonContext>? OnFailure { get; init; }

    internal void Check()
    {
        if (FirstDelay < TimeSpan.Zero || LongestDelay < FirstDelay || LongestDelay > TimeSpan.FromDays(1))
            throw new OptionsException(
                nameof(FirstDelay),
                $"{nameof(FirstDelay)} is {FirstDelay} and {nameof(LongestDelay)} {LongestDelay}. The first must be from 0 to the longest, and that a day at most."
            );
    }
}

/// <summary>Functions that one member of a group runs at a time.</summary>
public static class Singleton
{
    /// <summary>
    /// Runs a function at one of the members that call this, at a time: the first; when it ends, is put out of the
    /// group or dies, the next one. What it throws is reported, and then the next one's turn has come. It returns when
    /// the function has returned here: a function that others need not run again says so where they see it, in an
    /// object of the group for example.
    /// </summary>
    /// <remarks>
    /// The function runs until its token is cancelled, and ends then: this member does not know any more whether it is
    /// still a member, and another may have begun. A member that is cut off notices that only after a while (at most as
    /// long as the group's lease, two suspicion times), and a function that does not heed its token does not end; so
    /// that for as long two may run.
    /// <see cref="SingletonContext.Term"/> tells them apart.
    /// </remarks>
    /// <param name="elections">The elections of the group.</param>
    /// <param name="name">Tells it from other functions, and from other elections.</param>
    /// <param name="run">The function.</param>
    /// <param name="options">What else is wanted.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="ArgumentException">That cannot be a name; it says why.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    /// <exception cref="MembershipOverException">The membership ended.</exception>
    public static async Task RunAsSingletonAsync(
        this GroupElections elections,
        string name,
        Func<SingletonContext, CancellationToken, Task> run,
        SingletonOptions? options = null,
        CancellationToken cancellationToken = default
    )
    {
        ArgumentNullException.ThrowIfNull(elections);
        ArgumentNullException.ThrowIfNull(run);
        options ??= new SingletonOptions();
        options.Check();
        TimeProvider time = elections.Group.TimeProvider;
        int failures = 0;
        while (true)
        {
            Exception? thrown;
            SingletonContext turn;
            long began;
            bool isOurs;
            await using (
                Candidacy candidacy = await elections.RunForAsync(name, cancellationToken).ConfigureAwait(false)
            )
            {
                ulong term = await candidacy.ElectedAsync(cancellationToken).ConfigureAwait(false);
                (turn, began) = (new SingletonContext(name, term, failures), time.GetTimestamp());
                using var until = CancellationTokenSource.CreateLinkedTokenSource(candidacy.Lost, cancellationToken);
                thrown = await RunAsync(run, turn, until.Token).ConfigureAwait(false);
                isOurs = !until.IsCancellationRequested;
                if (thrown is null && isOurs)
                    return;
            }
            cancellationToken.ThrowIfCancellationRequested();
            if (thrown is null || thrown is OperationCanceledException && !isOurs)
                continue;
            failures = time.GetElapsedTime(began) >= options.LongestDelay ? 1 : failures + 1;
            Report(elections, options, thrown, turn with { Failures = failures });
            await Task.Delay(DelayAfter(failures, options), time, cancellationToken).ConfigureAwait(false);
        }
    }

    private static async Task<Exception?> RunAsync(
        Func<SingletonContext, CancellationToken, Task> run,
        SingletonContext turn,
        CancellationToken cancellationToken
    )
    {
        try
        {
            await run(turn, cancellationToken).ConfigureAwait(false);
            return null;
        }
        // Whatever the application throws is reported, and ends its turn.
        catch (Exception e)
        {
            return e;
        }
    }

    private static void Report(
        GroupElections elections,
        SingletonOptions options,
        Exception thrown,
        SingletonContext turn
    )
    {
        if (options.OnFailure is { } onFailure)
            onFailure(thrown, turn);
        else
            elections.Group.Node.Warn(
                $"group '{elections.Group.Name}': singleton '{turn.Name}' has thrown in term {turn.Term}, {turn.Failures} times in a row "
                    + $"here: {thrown.Message}"
            );
    }

    private static TimeSpan DelayAfter(int failures, SingletonOptions options)
    {
        const int mostDoublings = 20;
        TimeSpan delay = options.FirstDelay * (1 << Math.Min(failures - 1, mostDoublings));
        return delay < options.LongestDelay ? delay : options.LongestDelay;
    }
}
