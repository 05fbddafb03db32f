using Cohort.Protocol;

namespace Cohort.Runtime;

/// <summary>An input on its way to the machine, with the connection that it came by and the buffer that it fills.</summary>
internal readonly record struct Letter(Input Input, Connection? From = null, byte[]? Buffer = null);
