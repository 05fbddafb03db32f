namespace Cohort.Compare.Packages;

/// <summary>While this lasts, a package that is installed starts no service: Debian asks a program for leave, and this
/// one says no.</summary>
internal sealed class NoServices : IAsyncDisposable
{
    private const string Policy = "/usr/sbin/policy-rc.d";
    private const UnixFileMode Executable =
        UnixFileMode.UserRead | UnixFileMode.UserExecute | UnixFileMode.GroupRead | UnixFileMode.OtherRead;

    private readonly bool _isOurs;

    private NoServices(bool isOurs) => _isOurs = isOurs;

    /// <summary>Begins it. Where the machine has such a program already, that one's word stands.</summary>
    public static NoServices Begin()
    {
        if (File.Exists(Policy))
            return new NoServices(isOurs: false);
        File.WriteAllText(Policy, "#!/bin/sh\nexit 101\n");
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(Policy, Executable);
        return new NoServices(isOurs: true);
    }

    public ValueTask DisposeAsync()
    {
        if (_isOurs)
            File.Delete(Policy);
        return ValueTask.CompletedTask;
    }
}
