using System.Text.Json;
using Eso.Emulator.Kubernetes.Wire;
using Xunit;
using Xunit.Abstractions;

namespace Eso.Unit.Corpus;

public sealed class QuantityCorpusTests(ITestOutputHelper output)
{
    [Fact]
    public void Quantities_and_int_or_strings_behave_as_in_apimachinery() => CorpusRunner.Run("quantity", output, Judge);

    private static string? Judge(JsonElement line) => CorpusRunner.Text(line, "group") switch
    {
        "quantity" => OfQuantity(line),
        "quantity-cmp" => OfComparison(line),
        "intstr" => OfIntOrString(line),
        _ => OfScaled(line),
    };

    private static string? OfQuantity(JsonElement line)
    {
        var quantity = Quantity.Parse(CorpusRunner.Text(line, "input")!, out var error);
        if (quantity is null)
        {
            return CorpusRunner.Flag(line, "error") && error.Contains(CorpusRunner.Text(line, "errorContains")!, StringComparison.Ordinal) ? null : $"{line}: error {error}";
        }

        var got = $"{quantity} {quantity.Value()} {quantity.MilliValue()}";
        var want = CorpusRunner.Flag(line, "error") ? "error"
            : $"{CorpusRunner.Text(line, "canonical")} {line.GetProperty("value")} {line.GetProperty("milliValue")}";
        return got == want ? null : $"{CorpusRunner.Text(line, "input")}: want {want}, got {got}";
    }

    private static string? OfComparison(JsonElement line)
    {
        var left = Quantity.Parse(CorpusRunner.Text(line, "input")!, out _)!;
        var right = Quantity.Parse(CorpusRunner.Text(line, "other")!, out _)!;
        var got = Math.Sign(left.CompareTo(right));
        return got == line.GetProperty("cmp").GetInt32() ? null : $"{line}: got {got}";
    }

    private static string? OfIntOrString(JsonElement line)
    {
        var value = IntOrString.Parse(CorpusRunner.Text(line, "input")!);
        var got = $"{value} {(value.Text is null ? "int" : "string")}";
        var want = $"{CorpusRunner.Text(line, "canonical")} {CorpusRunner.Text(line, "type")}";
        return got == want ? null : $"want {want}, got {got}";
    }

    private static string? OfScaled(JsonElement line)
    {
        var scaled = IntOrString.Parse(CorpusRunner.Text(line, "input")!)
            .Scaled(line.GetProperty("total").GetInt32(), line.GetProperty("roundUp").GetBoolean(), out var error);
        return scaled is null
            ? CorpusRunner.Flag(line, "error") && error.Contains(CorpusRunner.Text(line, "errorContains")!, StringComparison.Ordinal)
                ? null
                : $"{line}: error {error}"
            : !CorpusRunner.Flag(line, "error") && line.GetProperty("scaled").GetInt64() == scaled ? null : $"{line}: got {scaled}";
    }
}
