using Cohort.Server.Serving;

namespace Cohort.Cli.Serving;

/// <summary>What <c>cohort serve</c> is asked for.</summary>
/// <param name="Options">What is set of the server.</param>
/// <param name="IsChild">Whether it ends when its standard input does: whoever has started it is gone then.</param>
/// <param name="IsVerbose">Whether it tells more than people usually want to know.</param>
internal sealed record ServeRequest(ServeOptions Options, bool IsChild, bool IsVerbose);
