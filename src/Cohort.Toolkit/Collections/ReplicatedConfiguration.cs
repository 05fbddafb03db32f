using System.Runtime.CompilerServices;
using Cohort.Toolkit.Collections;

namespace Cohort;

/// <summary>
/// Named texts of which each member of a group has a replica: what a running system is told to do, and whoever it concerns watches.
/// Names are compared character by character; <c>limits/max</c> is a name as any other. Each change has a version, by which one who
/// has read a setting sets it only if nobody else has meanwhile.
/// </summary>
public sealed class ReplicatedConfiguration : IAsyncDisposable
{
    private readonly Replica<ConfigurationState> _replica;

    internal ReplicatedConfiguration(Replica<ConfigurationState> replica) => _replica = replica;

    /// <summary>Its name in the group.</summary>
    public string Name => _replica.Name;

    /// <summary>The present membership in the group that it belongs to.</summary>
    public Group Group => _replica.Group;

    /// <summary>How many Total messages of the group are behind this replica.</summary>
    public ulong Position => _replica.Position;

    /// <summary>Sets a setting.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="text">What it is set to.</param>
    /// <param name="cancellationToken">Ends the waiting; an update that was sent may be made nevertheless.</param>
    /// <returns>Its version.</returns>
    /// <exception cref="UpdateFailedException">There are as many as there may be (<see cref="CollectionLimits.Items"/>).</exception>
    /// <exception cref="UpdateOutcomeUnknownException">Nobody can tell whether it was made.</exception>
    public ValueTask<ulong> SetAsync(string name, string text, CancellationToken cancellationToken = default)
    {
        Check(name);
        ArgumentNullException.ThrowIfNull(text);
        return _replica.SetAsync(name, text, cancellationToken);
    }

    /// <summary>Sets a setting that nobody has changed since it was read.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="version">The version that it was read with; 0 where it was not set.</param>
    /// <param name="text">What it is set to.</param>
    /// <param name="cancellationToken">Ends the waiting; an update that was sent may be made nevertheless.</param>
    /// <returns>Whether it was set, and the version that it has then.</returns>
    /// <exception cref="UpdateFailedException">There are as many as there may be (<see cref="CollectionLimits.Items"/>).</exception>
    /// <exception cref="UpdateOutcomeUnknownException">Nobody can tell whether it was made.</exception>
    public ValueTask<(bool IsSet, ulong Version)> CompareAndSetAsync(
        string name,
        ulong version,
        string text,
        CancellationToken cancellationToken = default
    )
    {
        Check(name);
        ArgumentNullException.ThrowIfNull(text);
        return _replica.CompareAndSetAsync(name, version, text, cancellationToken);
    }

    /// <summary>Removes a setting.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="cancellationToken">Ends the waiting; an update that was sent may be made nevertheless.</param>
    /// <returns>Whether it was set.</returns>
    /// <exception cref="UpdateOutcomeUnknownException">Nobody can tell whether it was made.</exception>
    public ValueTask<bool> RemoveAsync(string name, CancellationToken cancellationToken = default)
    {
        Check(name);
        return _replica.RemoveAsync(name, cancellationToken);
    }

    /// <summary>Reads a setting, as new as anything that was answered to anybody before this was called (linearizable).</summary>
    /// <param name="name">Its name.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    /// <exception cref="MembershipOverException">The membership is over.</exception>
    public async ValueTask<ConfigurationSetting> GetAsync(string name, CancellationToken cancellationToken = default)
    {
        Check(name);
        return Of(name, await _replica.FindAsync(name, cancellationToken).ConfigureAwait(false));
    }

    /// <summary>As <see cref="GetAsync(string, CancellationToken)"/>, as a number or a time: see <see cref="ConfigurationSetting.As{T}"/>.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="fallback">What it is where it is not set.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    /// <exception cref="FormatException">It is set to something else; the message says what.</exception>
    /// <exception cref="MembershipOverException">The membership is over.</exception>
    public async ValueTask<T> GetAsync<T>(string name, T fallback, CancellationToken cancellationToken = default)
        where T : IParsable<T> => (await GetAsync(name, cancellationToken).ConfigureAwait(false)).As(fallback);

    /// <summary>A setting as this replica has it: what has been answered elsewhere may not have come here yet.</summary>
    /// <param name="name">Its name.</param>
    public ConfigurationSetting Local(string name)
    {
        Check(name);
        return Of(name, _replica.Local.Find(name));
    }

    /// <summary>As <see cref="Local(string)"/>, as a number or a time: see <see cref="ConfigurationSetting.As{T}"/>.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="fallback">What it is where it is not set.</param>
    /// <exception cref="FormatException">It is set to something else; the message says what.</exception>
    public T Local<T>(string name, T fallback)
        where T : IParsable<T> => Local(name).As(fallback);

    /// <summary>Watches a setting: what it is set to now, then what it is set to with each change, in order. A reader that is slow
    /// may miss what was changed again before it came, never the last change; so may one at a member that was put out of the group.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    public async IAsyncEnumerable<ConfigurationSetting> WatchAsync(
        string name,
        [EnumeratorCancellation] CancellationToken cancellationToken = default
    )
    {
        Check(name);
        ulong? seen = null;
        IAsyncEnumerable<Observed<VersionedText?, SettingChanged>> observed = _replica.ObserveAsync<
            VersionedText?,
            SettingChanged
        >(state => state.Find(name), change => change.Name == name, CollectionLimits.WatchedChanges, cancellationToken);
        await foreach (Observed<VersionedText?, SettingChanged> next in observed.ConfigureAwait(false))
        {
            ConfigurationSetting setting = Of(name, next.IsEvent ? next.Event.Value : next.State);
            if (setting.Version != seen)
                yield return setting;
            seen = setting.Version;
        }
    }

    /// <summary>Leaves the group, where it was joined for this configuration alone.</summary>
    public ValueTask DisposeAsync() => _replica.DisposeAsync();

    private static ConfigurationSetting Of(string name, VersionedText? value) =>
        new(name, value?.Text, value?.Version ?? 0);

    private static void Check(string name) => ArgumentException.ThrowIfNullOrEmpty(name);
}
