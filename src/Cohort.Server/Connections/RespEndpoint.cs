using System.Buffers;
using Microsoft.AspNetCore.Connections;

namespace Cohort.Server.Connections;

/// <summary>Takes connections of clients that speak RESP.</summary>
/// <param name="server">What they have in common.</param>
internal sealed class RespEndpoint(RespServer server) : ConnectionHandler
{
    private static readonly byte[] s_tooMany = "-ERR max number of clients reached\r\n"u8.ToArray();

    public override async Task OnConnectedAsync(ConnectionContext connection)
    {
        server.Statistics.Connected();
        if (server.Sessions.Count >= server.Options.MaxClients)
        {
            server.Statistics.WasRefused();
            ServerLog.TooMany(server.Log, server.Options.MaxClients);
            await connection.Transport.Output.WriteAsync(s_tooMany).ConfigureAwait(false);
            return;
        }
        var session = new Session(connection, server);
        server.Sessions.Add(session);
        try
        {
            await session.RunAsync().ConfigureAwait(false);
        }
        finally
        {
            server.Sessions.Remove(session);
        }
    }
}
