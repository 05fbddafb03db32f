using Cohort.Generators.Source;

namespace Cohort.Generators.Serialization;

/// <summary>Writes the code that writes the arguments of a call: a method <c>Write_Name</c> with a parameter for each.</summary>
internal static class ArgumentsEmitter
{
    /// <param name="code">Where the code goes.</param>
    /// <param name="type">The type that has the method, for messages.</param>
    /// <param name="method">The method that is called.</param>
    /// <param name="parameters">Its parameters, as a record.</param>
    public static void EmitWrite(IndentedWriter code, string type, string method, IReadOnlyList<RecordField> parameters)
    {
        string declared = string.Concat(parameters.Select(parameter => $", {parameter.Shape.Type} {Name(parameter)}"));
        code.Open($"private static void Write_{method}(global::System.Buffers.IBufferWriter<byte> output{declared})");
        code.Line($"var {Shape.Writer} = new {PackedTypeEmitter.Runtime}PackWriter(output);");
        RecordEmitter.EmitWrite(code, $"{type}.{method}", parameters, Name);
        code.Line($"{Shape.Writer}.Flush();");
        code.Close().Line();
    }

    private static string Name(RecordField parameter) => $"argument{parameter.Number}";
}
