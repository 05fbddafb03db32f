namespace Cohort.Server.Connections;

/// <summary>What INFO tells of the connections of this process.</summary>
internal sealed class RespStatistics
{
    private long _connections;
    private long _refused;
    private long _commands;
    private long _errors;
    private long _published;

    public long Connections => Volatile.Read(ref _connections);

    public long Refused => Volatile.Read(ref _refused);

    public long Commands => Volatile.Read(ref _commands);

    public long ProtocolErrors => Volatile.Read(ref _errors);

    public long Published => Volatile.Read(ref _published);

    public void Connected() => Interlocked.Increment(ref _connections);

    public void WasRefused() => Interlocked.Increment(ref _refused);

    public void Executed(int commands) => Interlocked.Add(ref _commands, commands);

    public void MadeNoSense() => Interlocked.Increment(ref _errors);

    public void Publish() => Interlocked.Increment(ref _published);
}
