using System.Buffers;
using System.Text.Json;
using Eso.Emulator.Kubernetes.Wire;

namespace Eso.Emulator.Kubernetes.OpenApi;

/// <summary>
/// The Swagger document as protobuf (gnostic's OpenAPIv2 messages): what kubectl validates with whenever it finds no v3
/// schema, which is so for every <c>kind: List</c>. Written from the JSON document; field numbers are gnostic's.
/// </summary>
internal static class SwaggerProtobuf
{
    private const string ExtensionPrefix = "x-";

    public static byte[] Of(ReadOnlyMemory<byte> swagger)
    {
        using var document = JsonDocument.Parse(swagger, new JsonDocumentOptions { MaxDepth = 512 });
        var root = document.RootElement;
        var output = new ArrayBufferWriter<byte>(swagger.Length);
        Text(output, 1, root, "swagger");
        Nested(output, 2, info =>
        {
            Text(info, 1, root.GetProperty("info"), "title");
            Text(info, 2, root.GetProperty("info"), "version");
        });
        Nested(output, 8, paths => Named(paths, 2, root.GetProperty("paths"), Path));
        Nested(output, 9, definitions => Named(definitions, 1, root.GetProperty("definitions"), Schema));
        return output.WrittenSpan.ToArray();
    }

    private static void Path(ArrayBufferWriter<byte> output, JsonElement path)
    {
        // Fields ascend: get 2, put 3, post 4, delete 5, options 6, head 7, patch 8.
        string[] methods = ["get", "put", "post", "delete", "options", "head", "patch"];
        for (var i = 0; i < methods.Length; i++)
        {
            if (path.TryGetProperty(methods[i], out var operation))
            {
                Nested(output, i + 2, o => Operation(o, operation));
            }
        }

        Parameters(output, 9, path);
        Extensions(output, 10, path);
    }

    private static void Operation(ArrayBufferWriter<byte> output, JsonElement operation)
    {
        Texts(output, 1, operation, "tags");
        Text(output, 3, operation, "description");
        Text(output, 5, operation, "operationId");
        Texts(output, 6, operation, "produces");
        Texts(output, 7, operation, "consumes");
        Parameters(output, 8, operation);
        if (operation.TryGetProperty("responses", out var responses))
        {
            Nested(output, 9, all => Named(all, 1, responses, (value, response) => Nested(value, 1, r => Response(r, response))));
        }

        Texts(output, 10, operation, "schemes");
        Extensions(output, 13, operation);
    }

    private static void Response(ArrayBufferWriter<byte> output, JsonElement response)
    {
        Text(output, 1, response, "description");
        if (response.TryGetProperty("schema", out var schema))
        {
            Nested(output, 2, item => Nested(item, 1, s => Schema(s, schema)));
        }
    }

    private static void Parameters(ArrayBufferWriter<byte> output, int number, JsonElement owner)
    {
        if (!owner.TryGetProperty("parameters", out var parameters))
        {
            return;
        }

        foreach (var parameter in parameters.EnumerateArray())
        {
            Nested(output, number, item => Nested(item, 1, p => Parameter(p, parameter)));
        }
    }

    private static void Parameter(ArrayBufferWriter<byte> output, JsonElement parameter)
    {
        var place = parameter.GetProperty("in").GetString();
        if (place == "body")
        {
            Nested(output, 1, body =>
            {
                Text(body, 1, parameter, "description");
                Text(body, 2, parameter, "name");
                Text(body, 3, parameter, "in");
                Flag(body, 4, parameter, "required");
                Nested(body, 5, s => Schema(s, parameter.GetProperty("schema")));
            });
            return;
        }

        // Query parameters have allow_empty_value between; all later numbers are one higher than a path parameter's.
        var shift = place == "query" ? 1 : 0;
        Nested(output, 2, other => Nested(other, place == "query" ? 3 : 4, p =>
        {
            Flag(p, 1, parameter, "required");
            Text(p, 2, parameter, "in");
            Text(p, 3, parameter, "description");
            Text(p, 4, parameter, "name");
            Text(p, 5 + shift, parameter, "type");
            Flag(p, 19 + shift, parameter, "uniqueItems");
        }));
    }

    private static void Schema(ArrayBufferWriter<byte> output, JsonElement schema)
    {
        Text(output, 1, schema, "$ref");
        Text(output, 2, schema, "format");
        Text(output, 3, schema, "title");
        Text(output, 4, schema, "description");
        Any(output, 5, schema, "default");
        Number(output, 6, schema, "multipleOf");
        Number(output, 7, schema, "maximum");
        Flag(output, 8, schema, "exclusiveMaximum");
        Number(output, 9, schema, "minimum");
        Flag(output, 10, schema, "exclusiveMinimum");
        Integer(output, 11, schema, "maxLength");
        Integer(output, 12, schema, "minLength");
        Text(output, 13, schema, "pattern");
        Integer(output, 14, schema, "maxItems");
        Integer(output, 15, schema, "minItems");
        Flag(output, 16, schema, "uniqueItems");
        Integer(output, 17, schema, "maxProperties");
        Integer(output, 18, schema, "minProperties");
        Texts(output, 19, schema, "required");
        if (schema.TryGetProperty("enum", out var values) && values.ValueKind == JsonValueKind.Array)
        {
            foreach (var value in values.EnumerateArray())
            {
                Nested(output, 20, any => ProtobufWriter.Text(any, 2, value.GetRawText()));
            }
        }

        Inner(output, schema);
        Any(output, 30, schema, "example");
        Extensions(output, 31, schema);
    }

    private static void Inner(ArrayBufferWriter<byte> output, JsonElement schema)
    {
        if (schema.TryGetProperty("additionalProperties", out var rest))
        {
            Nested(output, 21, item =>
            {
                if (rest.ValueKind == JsonValueKind.Object)
                {
                    Nested(item, 1, s => Schema(s, rest));
                }
                else
                {
                    ProtobufWriter.Number(item, 2, rest.ValueKind == JsonValueKind.True ? 1u : 0u);
                }
            });
        }

        if (schema.TryGetProperty("type", out var type))
        {
            Nested(output, 22, t => Strings(t, 1, type));
        }

        if (schema.TryGetProperty("items", out var items))
        {
            Nested(output, 23, i => Schemas(i, 1, items));
        }

        if (schema.TryGetProperty("allOf", out var all))
        {
            Schemas(output, 24, all);
        }

        if (schema.TryGetProperty("properties", out var properties))
        {
            Nested(output, 25, p => Named(p, 1, properties, Schema));
        }
    }

    private static void Schemas(ArrayBufferWriter<byte> output, int number, JsonElement one)
    {
        foreach (var schema in one.ValueKind == JsonValueKind.Array ? one.EnumerateArray().ToArray() : [one])
        {
            Nested(output, number, s => Schema(s, schema));
        }
    }

    /// <summary>A map as gnostic keeps it: repeated {name, value}. Extensions among the members are not written here.</summary>
    private static void Named(
        ArrayBufferWriter<byte> output, int number, JsonElement map, Action<ArrayBufferWriter<byte>, JsonElement> value)
    {
        foreach (var member in map.EnumerateObject())
        {
            Nested(output, number, entry =>
            {
                ProtobufWriter.Text(entry, 1, member.Name);
                Nested(entry, 2, v => value(v, member.Value));
            });
        }
    }

    /// <summary>Extensions carry their value as YAML, of which JSON is a part.</summary>
    private static void Extensions(ArrayBufferWriter<byte> output, int number, JsonElement owner)
    {
        foreach (var member in owner.EnumerateObject())
        {
            if (member.Name.StartsWith(ExtensionPrefix, StringComparison.Ordinal))
            {
                Nested(output, number, entry =>
                {
                    ProtobufWriter.Text(entry, 1, member.Name);
                    Nested(entry, 2, any => ProtobufWriter.Text(any, 2, member.Value.GetRawText()));
                });
            }
        }
    }

    private static void Any(ArrayBufferWriter<byte> output, int number, JsonElement owner, string name)
    {
        if (owner.TryGetProperty(name, out var value))
        {
            Nested(output, number, any => ProtobufWriter.Text(any, 2, value.GetRawText()));
        }
    }

    private static void Texts(ArrayBufferWriter<byte> output, int number, JsonElement owner, string name)
    {
        if (owner.TryGetProperty(name, out var list))
        {
            Strings(output, number, list);
        }
    }

    private static void Strings(ArrayBufferWriter<byte> output, int number, JsonElement list)
    {
        foreach (var text in list.ValueKind == JsonValueKind.Array ? list.EnumerateArray().ToArray() : [list])
        {
            ProtobufWriter.Text(output, number, text.GetString() ?? "");
        }
    }

    private static void Text(ArrayBufferWriter<byte> output, int number, JsonElement owner, string name)
    {
        if (owner.TryGetProperty(name, out var text) && text.ValueKind == JsonValueKind.String)
        {
            ProtobufWriter.Text(output, number, text.GetString()!);
        }
    }

    private static void Flag(ArrayBufferWriter<byte> output, int number, JsonElement owner, string name)
    {
        if (owner.TryGetProperty(name, out var flag) && flag.ValueKind == JsonValueKind.True)
        {
            ProtobufWriter.Number(output, number, 1);
        }
    }

    private static void Integer(ArrayBufferWriter<byte> output, int number, JsonElement owner, string name)
    {
        if (owner.TryGetProperty(name, out var value) && value.TryGetInt64(out var integer))
        {
            ProtobufWriter.Number(output, number, (ulong)integer);
        }
    }

    private static void Number(ArrayBufferWriter<byte> output, int number, JsonElement owner, string name)
    {
        if (owner.TryGetProperty(name, out var value) && value.TryGetDouble(out var real))
        {
            ProtobufWriter.Double(output, number, real);
        }
    }

    private static void Nested(ArrayBufferWriter<byte> output, int number, Action<ArrayBufferWriter<byte>> write)
    {
        var inner = new ArrayBufferWriter<byte>();
        write(inner);
        ProtobufWriter.Bytes(output, number, inner.WrittenSpan);
    }
}
