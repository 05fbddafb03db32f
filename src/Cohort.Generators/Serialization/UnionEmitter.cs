using Cohort.Generators.Source;

namespace Cohort.Generators.Serialization;

/// <summary>
/// Writes the part of an abstract [Packed] type that packs and unpacks its cases: a record of one field, the case.
/// </summary>
internal sealed class UnionEmitter(PackedType type, IndentedWriter code, string shape)
{
    private const string Runtime = PackedTypeEmitter.Runtime;

    public void Emit()
    {
        EmitWrite();
        EmitRead();
        code.Line($"static {type.Code} {shape}.Missing(ref {Runtime}PackReader {Shape.Reader}) =>").In();
        code.Line($"throw {Shape.Reader}.MissingField(typeof({type.Code}));").Out();
    }

    private void EmitWrite()
    {
        code.Open($"static void {shape}.Write(ref {Runtime}PackWriter {Shape.Writer}, {type.Code} value)");
        code.Line($"{Shape.Writer}.BeginRecord();");
        string otherwise = "";
        // Abstract cases last: a concrete one that derives from them may have a number of its own.
        foreach (PackedCase item in type.Cases.OrderBy(item => item.IsAbstract))
        {
            string test = item.IsAbstract ? $"value is {item.Type}" : $"value.GetType() == typeof({item.Type})";
            code.Open($"{otherwise}if ({test})").Line($"{Shape.Writer}.WriteTag({Tag(item)});");
            code.Line($"{PackedOf(item)}.Write(ref {Shape.Writer}, ({item.Type})value);").Close();
            otherwise = "else ";
        }
        code.Line("else").In();
        code.Line($"throw {Runtime}PackException.NoCase(value.GetType(), typeof({type.Code}));").Out();
        code.Line($"{Shape.Writer}.EndRecord();").Close().Line();
    }

    private void EmitRead()
    {
        code.Open($"static {type.Code} {shape}.Read(ref {Runtime}PackReader {Shape.Reader})");
        code.Line($"{Shape.Reader}.BeginRecord(0);").Line($"uint tag = {Shape.Reader}.ReadTag(0);");
        code.Line($"{type.Code} value;").Open("switch (tag)");
        foreach (PackedCase item in type.Cases)
        {
            code.Line($"case {Tag(item)}:").In();
            code.Line($"value = {PackedOf(item)}.Read(ref {Shape.Reader});").Line("break;").Out();
        }
        code.Line("default:").In();
        code.Line($"throw {Shape.Reader}.UnknownCase({Names.Literal(type.Contract)}, tag);").Out().Close();
        code.Line($"if ({Shape.Reader}.ReadTag(tag) != 0)").In();
        code.Line($"throw {Shape.Reader}.Malformed(\"two cases of a union\");").Out();
        code.Line($"{Shape.Reader}.EndRecord();").Line("return value;").Close().Line();
    }

    private static string PackedOf(PackedCase item) => $"{Runtime}Shapes.PackedOf<{item.Type}>";

    private static string Tag(PackedCase item) => $"{((uint)item.Number << 3) | (uint)Kind.Record}u";
}
