using Cohort.Serialization;

namespace Cohort;

/// <summary>For generated code: reads what a method has returned.</summary>
public delegate TResult ResultReader<TResult>(ref PackReader reader, ulong position);
