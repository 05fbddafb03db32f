using System.Reflection;
using Cohort.Generators.Serialization;
using Cohort.Generators.Source;
using Microsoft.CodeAnalysis;

namespace Cohort.Generators.Tests.Serialization;

/// <summary>Any list of fields is written and read as a record: what the generators of calls and of objects build on.</summary>
public sealed class Records
{
    private const string Parameters = "int number, string text, List<int> list, Guid? id, string? note, Part part";
    private const string Tuple = $"({Parameters})";

    private readonly RecordField[] _fields =
    [
        .. new Compiled(
            $"[Packed] public partial record Part(int Id); public class Call {{ public void Do({Parameters}) {{ }} }}"
        )
            .Compilation.GetTypeByMetadataName("Call")!
            .GetMembers("Do")
            .OfType<IMethodSymbol>()
            .Single()
            .Parameters.Select(parameter => new RecordField(
                parameter.Ordinal + 1,
                parameter.Name,
                Shapes.Find(parameter.Type, out _)!
            )),
    ];

    [Fact]
    public void Parameters_come_back()
    {
        Type generated = Generated();
        var id = Guid.NewGuid();
        object part = Activator.CreateInstance(generated.Assembly.GetType("Part")!, 5)!;
        object?[] arguments = [-7, "text", new List<int> { 1, 2 }, id, null, part];
        object payload = generated.GetMethod("Write")!.Invoke(null, arguments)!;
        dynamic read = generated.GetMethod("Read")!.Invoke(null, [payload])!;
        Assert.Equal(
            (-7, "text", id, null, part),
            ((int, string, Guid?, string?, object))(read.Item1, read.Item2, read.Item4, read.Item5, read.Item6)
        );
        Assert.Equal([1, 2], (List<int>)read.Item3);
    }

    [Fact]
    public void Parameters_that_are_missing_are_nothing()
    {
        Type generated = Generated();
        dynamic read = generated.GetMethod("Read")!.Invoke(null, [new byte[] { 0 }])!;
        Assert.Equal(0, (int)read.Item1);
        Assert.Equal("", (string)read.Item2);
        Assert.Empty((List<int>)read.Item3);
        Assert.Null(read.Item4);
        Assert.Null(read.Item5);
        Assert.Equal("Part { Id = 0 }", read.Item6.ToString());
    }

    private Type Generated()
    {
        IndentedWriter code = new IndentedWriter().Line("[Packed] public partial record Part(int Id);");
        code.Open("public static class Call").Open($"public static byte[] Write({Parameters})");
        code.Line("var output = new System.Buffers.ArrayBufferWriter<byte>();");
        code.Line("var writer = new PackWriter(output);");
        RecordEmitter.EmitWrite(code, "Call.Do", _fields, field => field.Name);
        code.Line("writer.Flush();").Line("return output.WrittenSpan.ToArray();").Close();
        code.Open($"public static {Tuple} Read(byte[] payload)").Line("var reader = new PackReader(payload);");
        RecordEmitter.EmitReadLocals(code, "Call.Do", _fields, field => $"argument{field.Number}");
        code.Line("reader.EndPayload();");
        code.Line($"return ({string.Join(", ", _fields.Select(field => $"argument{field.Number}"))});");
        code.Close().Close();
        Compiled program = Compiled.Program(code.ToString(), "return 0;");
        Assert.Empty(program.Diagnostics);
        return Assembly.Load(program.Image()).GetType("Call")!;
    }
}
