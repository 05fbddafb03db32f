using System.Text;
using Cohort.Server.Commands;
using Cohort.Server.Resp;

namespace Cohort.Server.Connections.Local;

/// <summary>What all commands with subcommands have in common.</summary>
internal static class Subcommands
{
    /// <summary>There is no such subcommand, or it does not take that many arguments.</summary>
    public static void Unknown(in Arguments arguments, ReplyWriter reply)
    {
        string command = Encoding.Latin1.GetString(arguments[0]).ToUpperInvariant();
        string subcommand = Encoding.Latin1.GetString(arguments[1]);
        reply.Error($"ERR unknown subcommand or wrong number of arguments for '{subcommand}'. Try {command} HELP.");
    }

    /// <summary>What HELP says.</summary>
    public static void Help(in Arguments arguments, ReplyWriter reply, params ReadOnlySpan<string> lines)
    {
        reply.Array(lines.Length + 1);
        string command = Encoding.Latin1.GetString(arguments[0]).ToUpperInvariant();
        reply.Simple(Encoding.UTF8.GetBytes($"{command} <subcommand> [<arg> [value] [opt] ...]. Subcommands are:"));
        foreach (string line in lines)
            reply.Simple(Encoding.UTF8.GetBytes(line));
    }
}
