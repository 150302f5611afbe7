using Eso.Operator.Secrets.Templating.Documents;
using Eso.Operator.Secrets.Templating.Execution;
using Eso.Operator.Secrets.Templating.Values;

namespace Eso.Operator.Secrets.Templating.Functions;

/// <summary>sprig: JSON. Without "must" an error gives nil or an empty text, except toRawJson, which panics.</summary>
[TemplateFunctions]
internal static class JsonFunctions
{
    private const string Indent = "  ";

    public static object? FromJson(string text) => GoJsonReader.Read(text, out _);

    public static object? MustFromJson(string text)
    {
        var value = GoJsonReader.Read(text, out var error);
        return error.Length == 0 ? value : throw new GoErrorException(error);
    }

    public static string ToJson(object? value) => OrEmpty(value, null);

    public static string ToPrettyJson(object? value) => OrEmpty(value, Indent);

    private static string OrEmpty(object? value, string? indent)
    {
        try
        {
            return GoJsonWriter.Write(value, indent: indent);
        }
        catch (GoErrorException)
        {
            return "";
        }
    }

    public static string MustToJson(object? value) => GoJsonWriter.Write(value);

    public static string MustToPrettyJson(object? value) => GoJsonWriter.Write(value, indent: Indent);

    [GoName("toRawJson"), GoName("mustToRawJson")]
    public static string ToRawJson(object? value) => GoJsonWriter.Write(value, escapeHtml: false);
}
