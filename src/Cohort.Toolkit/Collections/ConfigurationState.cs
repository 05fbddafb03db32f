using Cohort.Serialization;

namespace Cohort.Toolkit.Collections;

/// <summary>A text and the version that it came with.</summary>
[Packed]
internal sealed partial record VersionedText([Field(1)] string Text, [Field(2)] ulong Version);

/// <summary>A setting has changed; without a text it is gone.</summary>
internal sealed record SettingChanged(string Name, VersionedText? Value);

/// <summary>A replica of a <see cref="ReplicatedConfiguration"/>.</summary>
[Replicated(Name = "configuration")]
internal sealed partial class ConfigurationState
{
    // By name, as texts are compared byte by byte.
    private readonly Dictionary<string, VersionedText> _settings = [];

    // Of all settings together, so that one that was removed and comes back has a version that it never had.
    private ulong _lastVersion;

    /// <summary>Sets it, and returns its version.</summary>
    [Update]
    public ulong Set(string name, string text, UpdateContext context)
    {
        if (!_settings.ContainsKey(name))
            CollectionLimits.Check(_settings.Count, "configuration");
        var value = new VersionedText(text, ++_lastVersion);
        _settings[name] = value;
        context.Raise(new SettingChanged(name, value));
        return value.Version;
    }

    /// <summary>Sets it, if it has that version, 0 where it is not there; returns the version that it has then, and whether it was
    /// set.</summary>
    [Update]
    public (bool IsSet, ulong Version) CompareAndSet(string name, ulong version, string text, UpdateContext context)
    {
        ulong present = _settings.TryGetValue(name, out VersionedText? found) ? found.Version : 0;
        return present == version ? (true, Set(name, text, context)) : (false, present);
    }

    /// <summary>Removes it, and returns whether it was there.</summary>
    [Update]
    public bool Remove(string name, UpdateContext context)
    {
        if (!_settings.Remove(name))
            return false;
        _lastVersion++;
        context.Raise(new SettingChanged(name, null));
        return true;
    }

    /// <summary>What is set; null where it is not.</summary>
    [Read]
    public VersionedText? Find(string name) => _settings.GetValueOrDefault(name);
}
