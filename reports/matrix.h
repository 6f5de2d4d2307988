#pragma once
#include <string>

#include "reports/result/matrix.h"

/// A matrix of clients and servers, as text, JSON and one HTML page.
namespace inquest {

/// A table for each story, at most 80 columns wide where the names allow it.
std::string matrix_console(const MatrixResult& matrix);
std::string matrix_json(const MatrixResult& matrix);
/// A self-contained page: a grid, each cell leading to its evidence below.
std::string matrix_html(const MatrixResult& matrix);
/// The same grid for documents.
std::string matrix_markdown(const MatrixResult& matrix);

}  // namespace inquest
