namespace Cohort.Server.Resp;

/// <summary>What a client has sent is no command: nobody knows where the next one would begin.</summary>
internal sealed class RespException(string what) : Exception($"Protocol error: {what}");
